from .two_layer_net import Net as TwoLayerNet

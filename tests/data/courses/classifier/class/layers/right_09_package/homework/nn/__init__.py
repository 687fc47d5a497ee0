from .layers import affine_forward

class Solver:
    def __init__(self, net, rate=0.1, momentum=0.0):
        self.net, self.rate, self.momentum = net, rate, momentum
        self.v, self.losses = [0, 0, 0, 0], []

    def step(self, X, y, reg=0.0):
        grads = self.net.gradients(X, y, reg)
        for i, name in enumerate(["W1", "b1", "W2", "b2"]):
            self.v[i] = self.momentum * self.v[i] - self.rate * grads[name]
            self.net.params[i] = self.net.params[i] + self.v[i]
        self.losses.append(self.net.loss(X, y, reg))

"""einsum throughout; hand work copied from the computer with all digits."""
import numpy as np

STUDENT = "s107"
NUMBERS = "lecture"

_PHI = dict(sigmoid=lambda z: 1 / (1 + np.exp(-z)), relu=lambda z: np.maximum(z, 0.0))
_DPHI = dict(sigmoid=lambda z: np.exp(-z) / (1 + np.exp(-z)) ** 2, relu=lambda z: np.heaviside(z, 0.0))


def bp_step(x, t, W1, w2, eta, activation):
    phi, dphi = _PHI[activation], _DPHI[activation]
    x, W1, w2 = (np.array(a, dtype=np.float64) for a in (x, W1, w2))
    net1 = np.einsum("hi,i->h", W1, x)
    o1 = phi(net1)
    net = np.einsum("h,h->", w2, o1)
    o = phi(net)
    g = (t - o) * dphi(net)
    e = np.einsum(",h,h->h", g, w2, dphi(net1))
    W1_new = W1 + eta * np.einsum("h,i->hi", e, x)
    w2_new = w2 + eta * np.einsum(",h->h", g, o1)
    o_new = phi(np.einsum("h,h->", w2_new, phi(np.einsum("hi,i->h", W1_new, x))))
    names = "net1 o1 net o g e W1_new w2_new loss_before loss_after".split()
    return dict(zip(names, (net1, o1, net, o, g, e, W1_new, w2_new, 0.5 * (t - o) ** 2, 0.5 * (t - o_new) ** 2)))


hidden_error = "df_h*w_h*g"

A = 0.35
B = 0.9
T = 0.5
ETA = 1.0
W1 = 0.3
W2 = 0.9
W3 = 0.1
W4 = 0.8
W5 = 0.4
W6 = 0.6
net1 = 0.755
o1 = 0.6802671966986485
net2 = 0.68
o2 = 0.6637386974043528
net3 = 0.801444986673512
o = 0.6902834929076443
g = -0.04068112511233903
e1 = -0.002654489030884742
e2 = -0.008171645064129868
w1_new = 0.27232596506128215
w2_new = 0.8729983630089926
w3_new = 0.09907092883919034
w4_new = 0.7976109598722038
w5_new = 0.39713992422755456
w6_new = 0.5926455194422832
net1_after = 0.7525246889787
o1_after = 0.6797285672285043
net2_after = 0.6723799409776989
o2_after = 0.662035862797593
net3_after = 0.7630639625257697
o_after = 0.6820185832642942
loss_before = 0.01810390383656677
loss_after = 0.016565382326770402

RELU_A = 0.2
RELU_B = 0.3
RELU_T = 0.5
RELU_ETA = 1.0
RELU_W1 = 0.5
RELU_W2 = 0.8
RELU_W3 = 0.6
RELU_W4 = 0.2
RELU_W5 = 0.1
RELU_W6 = 0.7
relu_net1 = 0.18
relu_o1 = 0.18
relu_net2 = 0.23
relu_o2 = 0.23
relu_net3 = 0.274
relu_o = 0.274
relu_g = 0.226
relu_e1 = 0.113
relu_e2 = 0.1808
relu_w1_new = 0.54068
relu_w2_new = 0.85198
relu_w3_new = 0.6226
relu_w4_new = 0.2339
relu_w5_new = 0.13616
relu_w6_new = 0.75424
relu_net1_after = 0.19469
relu_o1_after = 0.19469
relu_net2_after = 0.253504
relu_o2_after = 0.253504
relu_net3_after = 0.32124532712
relu_o_after = 0.32124532712
relu_loss_before = 0.025538
relu_loss_after = 0.015976616538217903
relu_loss_fell = "yes"

why_old_weights = '''Because e_h = -dE/dnet_h is a derivative at the point where we are, i.e. at the old weights.
If we moved first, it would be the derivative at a mixture of two points.'''

# written in Notepad, on Windows
import numpy as np
STUDENT = "s115"; NUMBERS = "lecture"

def sig(v):
	return 1/(1+np.exp(-v))

def bp_step(x,t,W1,w2,eta,activation):
	x=np.array(x,dtype='d');W1=np.array(W1,dtype='d');w2=np.array(w2,dtype='d')
	if activation=='relu':
		f=lambda v:np.where(v<=0,0,v)
		df=lambda v:1-np.where(v<=0,1,0)
	else:
		f=sig
		df=lambda v:sig(v)*(1-sig(v))
	n=W1@x;h=f(n);N=h@w2;o=f(N)
	g=(t-o)*df(N);e=g*w2*df(n)
	Wn=W1+eta*np.array([e*x[0],e*x[1]]).T;wn=w2+eta*g*h
	on=f(f(Wn@x)@wn)
	return {'net1':n,'o1':h,'net':N,'o':o,'g':g,'e':e,'W1_new':Wn,'w2_new':wn,'loss_before':(t-o)**2/2,'loss_after':(t-on)**2/2}

hidden_error='g*w_h*df_h'

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

net1 = 0.7550; o1 = 0.6803
net2 = 0.6800; o2 = 0.6637
net3 = 0.8014; o = 0.6903
g = -0.04068; e1 = -0.002654
e2 = -0.008172; w1_new = 0.2723
w2_new = 0.8730; w3_new = 0.0991
w4_new = 0.7976; w5_new = 0.3971
w6_new = 0.5926; net1_after = 0.7525
o1_after = 0.6797; net2_after = 0.6723
o2_after = 0.6620; net3_after = 0.7630
o_after = 0.6820; loss_before = 0.01811
loss_after = 0.01656

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

relu_net1=0.18
relu_o1=0.18
relu_net2=0.23
relu_o2=0.23
relu_net3=0.274
relu_o=0.274
relu_g=0.226
relu_e1=0.113
relu_e2=0.1808
relu_w1_new=0.54068
relu_w2_new=0.85198
relu_w3_new=0.6226
relu_w4_new=0.2339
relu_w5_new=0.13616
relu_w6_new=0.75424
relu_net1_after=0.19469
relu_o1_after=0.19469
relu_net2_after=0.253504
relu_o2_after=0.253504
relu_net3_after=0.32124532712
relu_o_after=0.32124532712
relu_loss_before=0.025538
relu_loss_after=0.0159766165382179037472
relu_loss_fell="yes"
why_old_weights='E is differentiated where it was evaluated. w1 and w2 in e1 and e2 come from dnet3/do1 and dnet3/do2.'

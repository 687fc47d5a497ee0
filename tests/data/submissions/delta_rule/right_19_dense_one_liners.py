import numpy as np; from functools import partial
STUDENT="s119"; NUMBERS="lecture"
A=np.asarray; lin=lambda n:n; one=lambda o:1; sig=lambda n:1/(1+np.exp(-n)); slope=lambda o:o*(1-o)
lms_error=lambda X,t,w:.5*np.dot(A(t)-A(X)@A(w),A(t)-A(X)@A(w))
step=lambda f,d,X,t,w,eta:(lambda X,t,w:(lambda o:w+eta*((t-o)*d(o))@X)(f(X@w)))(A(X),A(t),A(w))
delta_batch_step=partial(step,lin,one); sigmoid_unit_step=partial(step,sig,slope)
def delta_incremental_epoch(X,t,w,eta): return A(w)*1. if len(t)==0 else delta_incremental_epoch(X[1:],t[1:],delta_batch_step(X[:1],t[:1],w,eta),eta)
linear_gradient="-1*(t-o)*x_i"; sigmoid_gradient="-(t-o)o(1-o)x_i"
POINTS=[(3,3),(4,3),(1,1)]; TARGETS=[1,1,-1]; ETA=0.02
batch_1=(.02,.12,.1); batch_2=(.0056,.1304,.1064)
incremental_1=(.02,.06,.06); incremental_2=(.0312,.1048,.0936); incremental_3=(.006608,.080208,.069008)
largest_stable_eta=.04226
same_rule_as_the_perceptron="no, o"; incremental_or_batch_limit="LS, about LS"

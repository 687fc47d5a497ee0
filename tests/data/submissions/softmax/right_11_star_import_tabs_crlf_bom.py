# expect: softmax=right
# expect: logsumexp=right
# expect: log_softmax=right
# expect: softmax_jacobian=right
# expect: logsumexp_gradient=right
# expect: log_softmax_jacobian=right
# expect: softmax_vjp=right
# expect: softmax_cross_entropy=right
# expect: softmax_derivative=right
# expect: logsumexp_derivative=right
# expect: log_softmax_derivative=right
# expect: exp_overflow_float64=right
# expect: exp_overflow_float32=right
# expect: exp_overflow_float16=right
# expect: largest_n=right

from numpy import *

def softmax(x, axis=-1):
	x = array(x, dtype=float64)
	e = exp(x - x.max(axis=axis, keepdims=True))
	return e / sum(e, axis=axis, keepdims=True)

def logsumexp(x, axis=-1, keepdims=False):
	x = array(x, dtype=float64)
	m = max(x, axis=axis, keepdims=True)
	m0 = where(isinf(m), 0., m)
	with errstate(divide='ignore'):
		r = log(sum(exp(x - m0), axis=axis, keepdims=True)) + m0
	if keepdims:
		return r
	else:
		return squeeze(r, axis)

def log_softmax(x, axis=-1):
	x = array(x, dtype=float64)
	z = x - max(x, axis=axis, keepdims=True)
	return z - log(sum(exp(z), axis=axis, keepdims=True))

def softmax_jacobian(x):
	s = softmax(x)
	return diag(s) - outer(s, s)

def logsumexp_gradient(x):
	return softmax(x)

def log_softmax_jacobian(x):
	s = softmax(x)
	return identity(len(s)) - outer(ones(len(s)), s)

def softmax_vjp(x, v):
	return dot(v, softmax_jacobian(x))

def softmax_cross_entropy(logits, labels):
	n = len(logits)
	labels = asarray(labels)
	lp = log_softmax(logits, 1)
	p = exp(lp)
	p[arange(n), labels] -= 1
	return -mean(lp[arange(n), labels]), p / n

softmax_derivative = "s_i (\delta_{ij} - s_j)"   # Kronecker
logsumexp_derivative = "s_i"
log_softmax_derivative = "δ_ij - s_j"
exp_overflow_float64 = 709.78   # ln(1.797e308)
exp_overflow_float32 = 88.72
exp_overflow_float16 = 11.09
largest_n = 2
overflow_discussion = "tab file"

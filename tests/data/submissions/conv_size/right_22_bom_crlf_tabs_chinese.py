# 卷积作业：输出尺寸与第一个卷积
import numpy as np

STUDENT = "s022"
NUMBERS = "lecture"


def 有效尺寸(f, 膨胀):
	return 膨胀 * (f - 1) + 1


def conv_output_size(n, f, stride=1, padding=0, dilation=1, rounding="error"):
	# 步长必须大于零
	if stride < 1:
		raise ValueError("步长必须至少为 1")
	剩余 = n + 2 * padding - 有效尺寸(f, dilation)
	if 剩余 < 0:
		raise ValueError("卷积核太大")
	if rounding == "ceil":
		剩余 += stride - 1
	elif rounding == "error":
		if 剩余 % stride:
			raise ValueError("除不尽")
	return 剩余 // stride + 1


def transposed_conv_output_size(n, f, stride=1, padding=0, dilation=1, output_padding=0):
	return (n - 1) * stride + 有效尺寸(f, dilation) - 2 * padding + output_padding


def same_padding(f, dilation=1):
	k = 有效尺寸(f, dilation)
	if k % 2 == 0:
		raise ValueError("没有这样的填充")
	return k // 2


def correlate2d(image, kernel, stride=1, padding=0):
	图 = np.pad(np.array(image, dtype=float), padding)
	核 = np.array(kernel, dtype=float)
	高, 宽 = 核.shape
	return np.array([[np.sum(图[i:i + 高, j:j + 宽] * 核)
		for j in range(0, 图.shape[1] - 宽 + 1, stride)]
		for i in range(0, 图.shape[0] - 高 + 1, stride)])


def convolve2d(image, kernel):
	# 翻转卷积核
	return correlate2d(image, np.array(kernel)[::-1, ::-1])


feature_map = [(12, 12, 17), (10, 17, 19), (9, 6, 14)]  # 手算
chain_1 = (32, 15, 13, 4, 3)
chain_2 = (23, 19, 7, None, None)
dilated_size = 3
transposed_size = 5
alexnet_227 = 55
alexnet_224 = None
when_not_an_integer = """当步长不能整除 n+2p-f 时，尺寸不是整数。多数库向下取整，边缘的像素不参与计算。"""

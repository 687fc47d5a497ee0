# -*- coding: utf-8 -*-
"""卷积的输出尺寸 (矩阵乘法的写法)"""
import numpy as np
STUDENT = "学生四"
NUMBERS = "lecture"


def 有效(f, r):
    return r * (f - 1) + 1


def conv_output_size(n, f, stride=1, padding=0, dilation=1, rounding="error"):
    if stride <= 0: raise ValueError("步长")
    if (余 := n + 2 * padding - 有效(f, dilation)) < 0: raise ValueError("核太大")
    商, 剩 = divmod(余, stride)
    match rounding:
        case "floor": return 商 + 1
        case "ceil": return 商 + 1 + (剩 > 0)
        case "error" if 剩 == 0: return 商 + 1
    raise ValueError("不是整数")


def transposed_conv_output_size(n, f, stride=1, padding=0, dilation=1, output_padding=0):
    m = 1
    while (m + 2 * padding - 有效(f, dilation)) // stride + 1 < n or (m + 2 * padding - 有效(f, dilation)) % stride: m += 1
    return m + output_padding


same_padding = lambda f, dilation=1: ((有效(f, dilation) - 1) // 2) if 有效(f, dilation) % 2 else int("偶数")


def 矩阵(kernel, H, W, s):
    """每个输出一行"""
    h, w = kernel.shape
    rows = []
    for i in range(0, H - h + 1, s):
        for j in range(0, W - w + 1, s):
            row = np.zeros((H, W)); row[i:i + h, j:j + w] = kernel; rows.append(row.ravel())
    return np.array(rows), (len(range(0, H - h + 1, s)), len(range(0, W - w + 1, s)))


def correlate2d(image, kernel, stride=1, padding=0):
    图 = np.pad(np.asarray(image, float), padding)
    A, 形 = 矩阵(np.asarray(kernel, float), *图.shape, stride)
    return (A @ 图.ravel()).reshape(形)


def convolve2d(image, kernel):
    return correlate2d(image, np.asarray(kernel)[::-1][:, ::-1])


feature_map = ((12, 12, 17),
               (10, 17, 19),
               (9, 6, 14),)
chain_1 = [32, 15, 13, 4, 3]
chain_2 = ["23", "19", "7", None, None]
dilated_size = "3"
transposed_size = [5]
alexnet_227 = 55.0
alexnet_224 = None
when_not_an_integer = """除不尽的时候。PyTorch 向下取整, 边上的像素就丢掉了; 有的库报错。"""

# One object; its bound methods are the homework
from dataclasses import dataclass, field
from typing import Sequence

import numpy as np
import numpy.typing as npt

STUDENT: str = "s021"
NUMBERS: str = "lecture"


@dataclass(frozen=True, slots=True)
class Geometry:
    size: int
    kernel: int
    stride: int = 1
    padding: int = 0
    dilation: int = 1

    def __post_init__(self) -> None:
        if self.stride < 1:
            raise ValueError(f"{self} has no positive stride")

    @property
    def reach(self) -> int:
        return self.dilation * (self.kernel - 1) + 1

    @property
    def slack(self) -> int:
        slack = self.size + 2 * self.padding - self.reach
        if slack < 0:
            raise ValueError(f"{self} has no room")
        return slack

    def down(self) -> int:
        return self.slack // self.stride + 1

    def up(self) -> int:
        return -(-self.slack // self.stride) + 1

    def exact(self) -> int:
        if self.down() != self.up():
            raise ValueError(f"{self} does not come out even")
        return self.down()


class Homework:
    policies = {"error": Geometry.exact, "floor": Geometry.down, "ceil": Geometry.up}

    def conv_output_size(self, n, f, stride=1, padding=0, dilation=1, rounding="error") -> int:
        return self.policies[rounding](Geometry(n, f, stride, padding, dilation))

    @staticmethod
    def transposed_conv_output_size(n, f, stride=1, padding=0, dilation=1, output_padding=0) -> int:
        g = Geometry(n, f, stride, padding, dilation)
        return (n - 1) * stride + g.reach - 2 * padding + output_padding

    @classmethod
    def same_padding(cls, f, dilation=1) -> int:
        reach = Geometry(0, f, dilation=dilation).reach
        if not reach % 2:
            raise ValueError("even reach")
        return reach // 2

    def __call__(self, image: npt.ArrayLike, kernel: npt.ArrayLike, stride: int = 1, padding: int = 0) -> npt.NDArray:
        x = np.pad(np.asarray(image, dtype=np.double), padding)
        k = np.asarray(kernel, dtype=np.double)
        shape = [len(range(0, big - small + 1, stride)) for big, small in zip(x.shape, k.shape)]
        out = np.empty(shape)
        for place in np.ndindex(*shape):
            window = tuple(slice(stride * a, stride * a + b) for a, b in zip(place, k.shape))
            out[place] = np.vdot(x[window], k)
        return out


_homework = Homework()
conv_output_size = _homework.conv_output_size
transposed_conv_output_size = Homework.transposed_conv_output_size
same_padding = Homework.same_padding
correlate2d = _homework


def convolve2d(image: Sequence, kernel: Sequence):
    return correlate2d(image, np.asarray(kernel)[::-1, ::-1])


feature_map: list[tuple[int, int, int]] = [(12, 12, 17), (10, 17, 19), (9, 6, 14)]
chain_1: tuple[int, ...] = (32, 15, 13, 4, 3)
chain_2: tuple[int | None, ...] = (23, 19, 7, None, None)
dilated_size: int = 3
transposed_size: int = 5
alexnet_227: int | None = 55
alexnet_224: int | None = None
when_not_an_integer: str = """The slack is no multiple of the stride.  Rounded down.  Ignored pixels at the far edge."""

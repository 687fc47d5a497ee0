# -*- coding: latin-1 -*-
# Hausübung Faltung - Größen von Hand, geprüft mit Decimal
from decimal import Decimal, ROUND_CEILING, ROUND_FLOOR

import numpy as np

STUDENT = "s009"
NUMBERS = "lecture"


class GrößenFehler(ValueError):
    """paßt nicht"""


def länge(f, d):
    return Decimal(int(d)) * (int(f) - 1) + 1


def conv_output_size(n, f, stride=1, padding=0, dilation=1, rounding="error"):
    if stride <= 0:
        raise GrößenFehler("Schrittweite muß mindestens 1 sein")
    rest = Decimal(int(n)) + 2 * int(padding) - länge(f, dilation)
    if rest < 0:
        raise GrößenFehler("Kern größer als das Bild")
    genau = rest / Decimal(int(stride)) + 1
    unten = genau.to_integral_value(rounding=ROUND_FLOOR)
    oben = genau.to_integral_value(rounding=ROUND_CEILING)
    if rounding == "error":
        if unten != oben:
            raise GrößenFehler("%s ist keine ganze Zahl" % genau)
        return int(unten)
    return int({"floor": unten, "ceil": oben}[rounding])


def transposed_conv_output_size(n, f, stride=1, padding=0, dilation=1, output_padding=0):
    größe = Decimal(int(stride)) * (int(n) - 1) - 2 * int(padding) + länge(f, dilation) + int(output_padding)
    return int(größe)


def same_padding(f, dilation=1):
    hälfte = (länge(f, dilation) - 1) / 2
    if hälfte != hälfte.to_integral_value():
        raise GrößenFehler("gibt es nicht")
    return int(hälfte)


def correlate2d(image, kernel, stride=1, padding=0):
    bild = np.pad(np.array(image, dtype=np.float64), padding)
    kern = np.array(kernel, dtype=np.float64)
    höhe = (bild.shape[0] - kern.shape[0]) // stride + 1
    breite = (bild.shape[1] - kern.shape[1]) // stride + 1
    karte = np.zeros((höhe, breite))
    for i in range(höhe):
        for j in range(breite):
            y, x = i * stride, j * stride
            karte[i, j] = (bild[y:y + kern.shape[0], x:x + kern.shape[1]] * kern).sum()
    return karte


def convolve2d(image, kernel):
    # um 180° gedreht
    return correlate2d(image, np.rot90(np.array(kernel), 2))


# von Hand (Größe für Größe)
feature_map = [
    [12, 12, 17],   # 0+3+4 +0+0+0 +0+1+4 ...
    [10, 17, 19],
    [9, 6, 14],
]
chain_1 = (32, 15, 13, 4, 3)
chain_2 = (23, 19, 7, None, None)
dilated_size = 3
transposed_size = 5
alexnet_227 = 55
alexnet_224 = None
when_not_an_integer = """Wenn die Schrittweite n + 2p - f nicht teilt. Die meisten Bibliotheken runden ab; die übrigen
Pixel am rechten und unteren Rand fallen weg, größere Bilder liefern dann dieselbe Größe."""

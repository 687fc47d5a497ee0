# Tries: every system call there is, with harmless arguments: which are let through?
# ends: value crashed
import ctypes, platform
libc = ctypes.CDLL(None, use_errno=True)
# what a sandboxed process has no business with: kill ptrace bind mount ... by the numbers of x86_64
refused = [16, 22, 29, 30, 31, 33, 40, 41, 42, 43, 44, 45, 46, 47, 49, 50, 53, 56, 57, 58, 59, 62, 64, 66, 68, 69, 76, 77, 82,
    83, 84, 85, 86, 87, 88, 90, 92, 94, 101, 103, 105, 106, 112, 116, 117, 119, 122, 123, 125, 126, 132, 133, 134, 136, 139,
    141, 144, 149, 151, 153, 154, 155, 156, 157, 158, 159, 160, 161, 163, 164, 165, 166, 167, 168, 169, 170, 171, 172, 173,
    175, 176, 179, 180, 188, 189, 190, 197, 200, 203, 205, 206, 216, 222, 237, 238, 239, 240, 246, 248, 249, 250, 251, 253,
    254, 256, 258, 259, 260, 261, 263, 264, 265, 266, 268, 272, 275, 276, 278, 279, 280, 282, 283, 284, 285, 288, 290, 291,
    292, 293, 294, 298, 300, 301, 303, 304, 305, 306, 307, 308, 310, 311, 312, 313, 314, 316, 317, 319, 320, 321, 322, 323,
    325, 326, 327, 329, 330, 331, 333, 424, 425, 426, 427, 428, 429, 430, 431, 432, 433, 434, 435, 436, 437, 438, 440, 441,
    442, 443, 444, 445, 446, 447, 448, 450, 451, 452, 453, 454, 455, 456, 457, 458, 459, 460, 461, 462, 463, 464, 465, 466]
def f(x):
    out = []
    for number in refused if platform.machine() == "x86_64" else ():
        ctypes.set_errno(0)
        value = libc.syscall(number, *[ctypes.c_long(-1)] * 6)
        if value >= 0 or ctypes.get_errno() not in (1, 38):
            out.append(("BREACH", number, value, ctypes.get_errno()))
    return out

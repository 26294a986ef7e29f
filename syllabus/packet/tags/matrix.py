"""Points and boxes taken through the matrices of PDF (ISO 32000-1, 8.3.4)."""

from __future__ import annotations

from syllabus.packet.pages import Box

Matrix = tuple[float, float, float, float, float, float]
IDENTITY: Matrix = (1.0, 0.0, 0.0, 1.0, 0.0, 0.0)


def multiply(a: Matrix, b: Matrix) -> Matrix:
    """Give the matrix that does first a, then b."""
    a0, a1, a2, a3, a4, a5 = a
    b0, b1, b2, b3, b4, b5 = b
    return (
        a0 * b0 + a1 * b2,
        a0 * b1 + a1 * b3,
        a2 * b0 + a3 * b2,
        a2 * b1 + a3 * b3,
        a4 * b0 + a5 * b2 + b4,
        a4 * b1 + a5 * b3 + b5,
    )


def apply(m: Matrix, x: float, y: float) -> tuple[float, float]:
    """Take a point through a matrix."""
    return x * m[0] + y * m[2] + m[4], x * m[1] + y * m[3] + m[5]


def mapped(m: Matrix, x0: float, y0: float, x1: float, y1: float) -> Box:
    """Give the upright rectangle around a rectangle taken through a matrix."""
    a, b, c, d, e, f = m
    if not b and not c:  # nearly all text stands so
        left, right, low, high = x0 * a + e, x1 * a + e, y0 * d + f, y1 * d + f
        if left > right:
            left, right = right, left
        if low > high:
            low, high = high, low
        return Box(left, low, right, high)
    corners = [apply(m, x, y) for x in (x0, x1) for y in (y0, y1)]
    xs, ys = zip(*corners, strict=True)
    return Box(min(xs), min(ys), max(xs), max(ys))

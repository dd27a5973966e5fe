package flakelab.builtin;

import java.math.BigInteger;

/// Floats as nlohmann's JSON library writes them: by the Grisu2 algorithm, which always reads back as the same number
/// but in some rare cases is not the shortest text that does (`conversions/to_chars.hpp`).
final class JsonNumber {
    private static final int FIRST_POWER = -300;
    private static final int POWER_STEP = 8;
    private static final Power[] POWERS = new Power[79];

    static {
        for (int i = 0; i < POWERS.length; i++) {
            POWERS[i] = Power.ofTen(FIRST_POWER + i * POWER_STEP);
        }
    }

    /// `f * 2^e`, with the highest bit of `f` set; approximates `10^k`.
    private record Power(long f, int e, int k) {
        static Power ofTen(int k) {
            BigInteger ten = BigInteger.TEN.pow(Math.abs(k));
            int shift = 64 + 2 * ten.bitLength();
            BigInteger value = k >= 0
                    ? ten.shiftLeft(shift)
                    : BigInteger.ONE.shiftLeft(2 * shift).divide(ten);
            int exponent = k >= 0 ? -shift : -2 * shift;
            int excess = value.bitLength() - 64;
            BigInteger half = BigInteger.ONE.shiftLeft(excess - 1);
            return new Power(value.add(half).shiftRight(excess).longValue(), exponent + excess, k);
        }
    }

    private final StringBuilder digits = new StringBuilder(17);
    private int exponent;

    private JsonNumber() {}

    /// The text of a finite number; `null` for others.
    static String of(double value) {
        if (Double.isNaN(value) || Double.isInfinite(value)) {
            return "null";
        }
        boolean negative = Double.doubleToRawLongBits(value) < 0;
        String text = value == 0 ? "0.0" : new JsonNumber().format(Math.abs(value));
        return negative ? "-" + text : text;
    }

    private String format(double value) {
        generate(value);
        int count = digits.length();
        int point = count + exponent;
        if (count <= point && point <= 15) {
            return digits + "0".repeat(point - count) + ".0";
        }
        if (point > 0 && point <= 15) {
            return digits.insert(point, '.').toString();
        }
        if (point > -4 && point <= 0) {
            return "0." + "0".repeat(-point) + digits;
        }
        if (count > 1) {
            digits.insert(1, '.');
        }
        int power = point - 1;
        return digits.append('e')
            .append(power < 0 ? '-' : '+')
            .append(Math.abs(power) < 10 ? "0" : "")
            .append(Math.abs(power))
            .toString();
    }

    /// Digits and exponent of a number between the middles to its neighbours.
    private void generate(double value) {
        long bits = Double.doubleToRawLongBits(value);
        int biased = (int) (bits >>> 52);
        long fraction = bits & (1L << 52) - 1;
        long f = biased == 0 ? fraction : fraction | 1L << 52;
        int e = biased == 0 ? -1074 : biased - 1075;
        int shift = Long.numberOfLeadingZeros(2 * f + 1);
        long plus = 2 * f + 1 << shift;
        int common = e - 1 - shift;
        boolean lowerIsCloser = fraction == 0 && biased > 1;
        long minus = lowerIsCloser ? 4 * f - 1 << e - 2 - common : 2 * f - 1 << e - 1 - common;
        long middle = f << Long.numberOfLeadingZeros(f);

        Power power = powerFor(common);
        exponent = -power.k;
        int scaled = common + power.e + 64;
        long high = multiply(plus, power.f) - 1;
        long low = multiply(minus, power.f) + 1;
        digitsBetween(low, multiply(middle, power.f), high, -scaled);
    }

    private static Power powerFor(int e) {
        int f = -60 - e - 1;
        int k = f * 78913 / (1 << 18) + (f > 0 ? 1 : 0);
        return POWERS[(-FIRST_POWER + k + POWER_STEP - 1) / POWER_STEP];
    }

    /// The upper half of the product, rounded.
    private static long multiply(long a, long b) {
        return Math.unsignedMultiplyHigh(a, b) + (a * b >>> 63);
    }

    /// The fewest digits of a number between `low` and `high`, close to `middle`; all with `scale` fractional bits.
    private void digitsBetween(long low, long middle, long high, int scale) {
        long delta = high - low;
        long distance = high - middle;
        long one = 1L << scale;
        long whole = high >>> scale;
        long part = high & one - 1;
        long ten = 1;
        int left = 1;
        while (whole / ten >= 10) {
            ten *= 10;
            left++;
        }
        while (left > 0) {
            digits.append((char) ('0' + whole / ten));
            whole %= ten;
            left--;
            long rest = (whole << scale) + part;
            if (Long.compareUnsigned(rest, delta) <= 0) {
                exponent += left;
                round(distance, delta, rest, ten << scale);
                return;
            }
            ten /= 10;
        }
        do {
            part *= 10;
            digits.append((char) ('0' + (part >>> scale)));
            part &= one - 1;
            exponent--;
            delta *= 10;
            distance *= 10;
        } while (Long.compareUnsigned(part, delta) > 0);
        round(distance, delta, part, one);
    }

    private void round(long distance, long delta, long start, long unit) {
        long rest = start;
        while (Long.compareUnsigned(rest, distance) < 0
                && Long.compareUnsigned(delta - rest, unit) >= 0
                && (Long.compareUnsigned(rest + unit, distance) < 0
                        || Long.compareUnsigned(distance - rest, rest + unit - distance) > 0)) {
            int last = digits.length() - 1;
            digits.setCharAt(last, (char) (digits.charAt(last) - 1));
            rest += unit;
        }
    }
}

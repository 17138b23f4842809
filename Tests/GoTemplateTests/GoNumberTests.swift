import GoTemplate
import Testing

@Suite struct GoNumberTests {
    @Test(arguments: [
        ("0", 0, Int64(0)), ("-0", 0, 0), ("42", 0, 42), ("+7", 0, 7), ("0x1F", 0, 31), ("0X1f", 0, 31),
        ("0b101", 0, 5),
        ("0o17", 0, 15), ("017", 0, 15), ("1_000", 0, 1000), ("0x_1", 0, 1), ("-0x10", 0, -16), ("777", 8, 511),
        ("9223372036854775807", 10, .max), ("-9223372036854775808", 10, .min), ("010", 10, 10),
    ])
    func integersAreRead(_ text: String, _ base: Int, _ expected: Int64) {
        #expect(GoNumber.integer(text, base: base) == expected)
    }

    @Test(arguments: [
        ("", 0), ("-", 0), ("08", 0), ("1__0", 0), ("_1", 0), ("1_", 0), ("1_0", 10), ("0x", 0), ("1.0", 0), (" 1", 0),
        ("1 ", 0),
        ("9223372036854775808", 10), ("-9223372036854775809", 10), ("0b2", 0), ("x", 10), ("8", 8),
    ])
    func otherTextsAreNoIntegers(_ text: String, _ base: Int) {
        #expect(GoNumber.integer(text, base: base) == nil)
    }

    @Test func unsignedIntegersReachFurther() {
        #expect(GoNumber.unsigned("18446744073709551615", base: 10) == .max)
        #expect(GoNumber.unsigned("18446744073709551616", base: 10) == nil)
        #expect(GoNumber.unsigned("-1", base: 10) == nil)
    }

    @Test(arguments: [
        ("1.5", 1.5), (".5", 0.5), ("5.", 5), ("-.5", -0.5), ("+.5", 0.5), ("1e3", 1000), ("1.e2", 100), ("0x1p4", 16),
        ("1_0", 10),
        ("-0", -0.0), ("1E-2", 0.01),
    ])
    func floatsAreRead(_ text: String, _ expected: Double) {
        #expect(GoNumber.float(text) == expected)
    }

    @Test(arguments: ["", ".", "e", "1e", "0x10", "1.2.3", "x", "1_", "_1", "1e400", " 1", "--1", "1,5"])
    func otherTextsAreNoFloats(_ text: String) {
        #expect(GoNumber.float(text) == nil)
    }

    @Test func wordsForTheInfiniteAreFloats() {
        #expect(GoNumber.float("inf") == .infinity)
        #expect(GoNumber.float("-Infinity") == -.infinity)
        #expect(GoNumber.float("NaN")?.isNaN == true)
    }

    @Test(arguments: [
        (0.0, "0"), (-0.0, "-0"), (1, "1"), (100_000, "100000"), (1_000_000, "1e+06"), (123_456, "123456"),
        (1_234_567, "1.234567e+06"),
        (0.0001, "0.0001"), (0.00001, "1e-05"), (1.5, "1.5"), (1e21, "1e+21"), (1e100, "1e+100"),
        (.leastNonzeroMagnitude, "5e-324"),
        (1.7976931348623157e308, "1.7976931348623157e+308"), (0.1, "0.1"), (12_345_678.9, "1.23456789e+07"),
    ])
    func floatsPrintTheirFewestDigits(_ number: Double, _ expected: String) {
        #expect(GoFloat.text(number) == expected)
    }

    @Test(arguments: [
        (2.5, "f", 0, "2"), (3.5, "f", 0, "4"), (0.125, "f", 2, "0.12"), (1234.5678, "f", 1, "1234.6"),
        (1.0, "e", 3, "1.000e+00"),
        (1234.5678, "e", 2, "1.23e+03"), (1234.5678, "g", 3, "1.23e+03"), (1234.5678, "g", 6, "1234.57"),
        (0.00001234, "g", 2, "1.2e-05"),
        (100.0, "g", 3, "100"), (1e15, "f", 2, "1000000000000000.00"), (1234.5, "E", 1, "1.2E+03"),
        (1.0, "x", 2, "0x1.00p+00"),
    ])
    func floatsPrintWithAPrecision(_ number: Double, _ verb: String, _ precision: Int, _ expected: String) throws {
        #expect(GoFloat.text(number, try #require(verb.utf8.first), precision: precision) == expected)
    }

    @Test func powersOfTwoPrintInHexadecimalAndBinary() {
        #expect(GoFloat.text(1.5, UInt8(ascii: "x")) == "0x1.8p+00")
        #expect(GoFloat.text(1, UInt8(ascii: "b")) == "4503599627370496p-52")
    }

    @Test func whatIsNotFiniteHasNames() {
        #expect(GoFloat.text(.infinity) == "+Inf")
        #expect(GoFloat.text(-.infinity) == "-Inf")
        #expect(GoFloat.text(.nan) == "NaN")
    }
}

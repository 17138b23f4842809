import Testing

@testable import Expressions

@Suite struct FormatTests {
    @Test(
        arguments: [
            (0.5, 0, "0"),
            (1.5, 0, "2"),
            (2.5, 0, "2"),
            (0.125, 2, "0.12"),
            (2.675, 2, "2.67"),
            (1e21, 0, "1000000000000000000000"),
            (0, 3, "0.000"),
            (-1.05, 1, "-1.1"),
            (9.999, 2, "10.00"),
            (123.456, 6, "123.456000"),
            (5e-308, 3, "0.000"),
            (-0.0, 1, "-0.0"),
            (1e-7, 7, "0.0000001"),
        ] as [(Double, Int, String)]) func fixedDigits(_ number: Double, _ places: Int, _ text: String)
    {
        #expect(NumberText.fixed(number, places: places) == text)
    }

    @Test(
        arguments: [
            (1234.5, 2, "1.23e+03"),
            (0, 1, "0.0e+00"),
            (9.99, 1, "1.0e+01"),
            (1e-10, 3, "1.000e-10"),
            (-1e100, 0, "-1e+100"),
            (1e22, 2, "1.00e+22"),
            (0.00012345, 3, "1.234e-04"),
        ] as [(Double, Int, String)]) func exponents(_ number: Double, _ places: Int, _ text: String)
    {
        #expect(NumberText.exponential(number, places: places) == text)
    }

    @Test(
        arguments: [
            (0, "1970-01-01T00:00:00Z"),
            (951_782_400, "2000-02-29T00:00:00Z"),
            (-1, "1969-12-31T23:59:59Z"),
            (253_402_300_799, "9999-12-31T23:59:59Z"),
            (-62_135_596_800, "0001-01-01T00:00:00Z"),
            (1_709_164_800, "2024-02-29T00:00:00Z"),
            (4_107_542_400, "2100-03-01T00:00:00Z"),
        ] as [(Int64, String)]) func timesReadBack(_ seconds: Int64, _ text: String) throws
    {
        #expect(try Timestamp(seconds: seconds).description == text)
        #expect(try Timestamp(text).seconds == seconds)
    }

    @Test(arguments: [
        "2024-02-30T00:00:00Z", "2023-02-29T00:00:00Z", "2024-13-01T00:00:00Z", "2024-01-01", "2024-01-01T24:00:00Z",
        "2024-01-01T00:00:00", "2024-01-01T00:00:00.Z",
        "2024-01-01T00:00:00+25:00", "2024-01-01T00:00:00Zx", "", "0000-01-01T00:00:00Z", "2024-01-01 00:00:00Z",
    ]) func badTimesAreRefused(_ text: String) {
        #expect(throws: Fault.self) { try Timestamp(text) }
    }

    @Test(arguments: [
        "", "1", "s", "1.s.", "-", "+", "1x", "1h1", ".s", "1hh", "99999999999999999999h", "400000000000s",
    ]) func badDurationsAreRefused(_ text: String) {
        #expect(throws: Fault.self) { try TimeSpan(text) }
    }
}

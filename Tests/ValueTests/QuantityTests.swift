import Testing
import Value

@Suite struct QuantityTests {
    struct Canonical: Sendable, CustomTestStringConvertible {
        let text: String
        let canonical: String
        var testDescription: String { "\(text) -> \(canonical)" }
    }

    @Test(
        arguments: [
            ("0", "0"), ("0Ki", "0"), ("-0", "0"), ("1", "1"), ("+1", "1"), ("007", "7"), (".5", "500m"), ("1.", "1"),
            ("1000", "1k"), ("1000m", "1"), ("1500m", "1500m"), ("1.5", "1500m"), ("0.1", "100m"), ("100m", "100m"),
            ("0.001", "1m"), ("1u", "1u"), ("1n", "1n"), ("0.1n", "1n"), ("-0.1n", "-1n"), ("1e-20", "1e-9"),
            ("1Ki", "1Ki"), ("1024", "1024"), ("1024Ki", "1Mi"), ("0.5Gi", "512Mi"), ("1.5Gi", "1536Mi"),
            ("80Gi", "80Gi"),
            ("1000Ki", "1000Ki"), ("0.5Ki", "512"), ("1.1Ki", "1126400m"), ("0.1Ki", "102400m"),
            ("100000Gi", "100000Gi"),
            ("16Ei", "9223372036854775807"), ("-16Ei", "-9223372036854775807"), ("1Ei", "1Ei"), ("7Ei", "7Ei"),
            ("1k", "1k"), ("1M", "1M"), ("1G", "1G"), ("1T", "1T"), ("1P", "1P"), ("1E", "1E"), ("10E", "10E"),
            ("1e3", "1e3"), ("1E3", "1e3"), ("1e4", "10e3"), ("1e-3", "1e-3"), ("12e0", "12"), ("1.23e2", "123"),
            ("-2Gi", "-2Gi"), ("9223372036854775807", "9223372036854775807"),
            ("12345678901234567890", "12345678901234567890"),
            ("0.0000000000000001Gi", "108n"), ("1000000000000000000000m", "1E"),
            ("0000000000000000000000000000000000000000001", "1"),
            ("1.00000000000000000000000000000000000000000001", "1000000001n"),
        ].map { Canonical(text: $0.0, canonical: $0.1) })
    func writesTheCanonicalForm(_ sample: Canonical) throws {
        let quantity = try Quantity(sample.text)
        #expect(quantity.description == sample.canonical)
        #expect(try Quantity(quantity.description) == quantity)
    }

    @Test(arguments: [
        ("", QuantityError.Code.syntax), ("m", .syntax), ("-", .syntax), (".", .syntax), ("abc", .syntax),
        (" 1", .syntax),
        ("1 ", .unknownSuffix), ("1K", .unknownSuffix), ("1ki", .unknownSuffix), ("1kib", .unknownSuffix),
        ("1e", .unknownSuffix),
        ("1e1.5", .unknownSuffix), ("1e99999999999", .unknownSuffix), ("1.2.3", .unknownSuffix),
        ("1Mib", .unknownSuffix),
        ("1e40", .tooLarge), ("1e2000000000", .tooLarge),
        ("999999999999999999999999999999999999999999999999", .tooLarge),
    ])
    func refusesWhatIsNoQuantity(_ text: String, _ code: QuantityError.Code) {
        #expect { try Quantity(text) } throws: { ($0 as? QuantityError)?.code == code }
    }

    @Test func takesNumbersOfValues() throws {
        #expect(try Quantity(Value.integer(2)) == Quantity("2"))
        #expect(try Quantity(Value.float(0.5)) == Quantity("500m"))
        #expect(try Quantity(Value.float(1e-7)) == Quantity("100n"))
        #expect(try Quantity(Value.number("18446744073709551616")).description == "18446744073709551616")
        #expect(throws: QuantityError.self) { try Quantity(Value.null) }
        #expect(throws: QuantityError.self) { try Quantity(Value.float(.infinity)) }
    }

    @Test func comparesAmountsOfAnyFormat() throws {
        #expect(try Quantity("1Gi") > Quantity("1G"))
        #expect(try Quantity("1000m") == Quantity("1"))
        #expect(try Quantity("1Ki") == Quantity("1024"))
        #expect(try Set([Quantity("1Ki"), Quantity("1024"), Quantity("1024000m")]).count == 1)
        #expect(try Quantity("-1") < Quantity("0"))
    }

    @Test func addsAndSubtractsExactly() throws {
        #expect(try (Quantity("100m") + Quantity("200m")).description == "300m")
        #expect(try (Quantity("1Gi") - Quantity("512Mi")).description == "512Mi")
        #expect(try (Quantity("0") + Quantity("1Gi")).description == "1Gi")
        #expect(try (Quantity("1Gi") + Quantity("1")).description == "1073741825")
        #expect(try (Quantity("1") - Quantity("2500m")).description == "-1500m")
        var sum = Quantity.zero
        for _ in 0..<1000 { sum += try Quantity("0.001") }
        #expect(sum == Quantity(1))
        let largest = try Quantity("99999999999999999999999999999")
        #expect(largest + largest + largest >= largest)
    }

    @Test func roundsToThousandthsAwayFromZero() throws {
        #expect(try Quantity("100m").milli == 100)
        #expect(try Quantity("1.5").milli == 1500)
        #expect(try Quantity("1n").milli == 1)
        #expect(try Quantity("-1500001u").milli == -1501)
        #expect(try Quantity("8Ki").milli == 8_192_000)
        #expect(try Quantity("10P").milli == Int64.max)
    }

    @Test func roundsToWholeUnitsAwayFromZero() throws {
        #expect(try Quantity("1001m").integer == 2)
        #expect(try Quantity("-1001m").integer == -2)
        #expect(try Quantity("1n").integer == 1)
        #expect(try Quantity("80Gi").integer == 85_899_345_920)
        #expect(try Quantity("10E").integer == Int64.max)
        #expect(try Quantity("2500m").double == 2.5)
    }
}

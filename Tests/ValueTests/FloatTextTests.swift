import Testing
import Value

@Suite struct FloatTextTests {
    @Test(arguments: [
        (0.0, "0", "0"), (-0.0, "-0", "-0"), (1, "1", "1"), (-1.5, "-1.5", "-1.5"), (0.1, "0.1", "0.1"),
        (100, "100", "100"), (123456, "123456", "123456"), (999999.5, "999999.5", "999999.5"),
        (1_000_000, "1e+06", "1000000"), (1_234_567, "1.234567e+06", "1234567"),
        (1e20, "1e+20", "100000000000000000000"),
        (1e21, "1e+21", "1e+21"), (1.5e300, "1.5e+300", "1.5e+300"), (0.0001, "0.0001", "0.0001"),
        (0.00001, "1e-05", "0.00001"), (0.000001, "1e-06", "0.000001"), (1e-7, "1e-07", "1e-7"),
        (1.25e-10, "1.25e-10", "1.25e-10"),
        (Double.leastNonzeroMagnitude, "5e-324", "5e-324"),
        (1.7976931348623157e308, "1.7976931348623157e+308", "1.7976931348623157e+308"),
        (9_007_199_254_740_992, "9.007199254740992e+15", "9007199254740992"),
        (0.30000000000000004, "0.30000000000000004", "0.30000000000000004"),
        (1e16, "1e+16", "10000000000000000"), (1.8014398509481984e16, "1.8014398509481984e+16", "18014398509481984"),
    ])
    func printsAsGoDoes(_ value: Double, _ general: String, _ json: String) {
        #expect(FloatText.general(value) == general)
        #expect(FloatText.json(value) == json)
    }

    @Test func printsWhatIsNoNumber() {
        #expect(FloatText.general(Double.infinity) == "+Inf")
        #expect(FloatText.general(-Double.infinity) == "-Inf")
        #expect(FloatText.general(Double.nan) == "NaN")
        #expect(FloatText.json(.nan) == "null")
    }

    @Test func printsNarrowFloatsWithTheirOwnDigits() {
        #expect(FloatText.general(Float(0.1)) == "0.1")
        #expect(FloatText.general(Float(16_777_216)) == "1.6777216e+07")
    }

    @Test func everyFloatReadsBack() {
        var generator = SystemRandomNumberGenerator()
        for _ in 0..<20_000 {
            let value = Double(bitPattern: generator.next())
            guard value.isFinite else { continue }
            #expect(Double(FloatText.general(value)) == value)
            #expect(Double(FloatText.json(value)) == value)
        }
    }
}

import Testing

@testable import Charts

@Suite struct DecimalTests {
    @Test(arguments: [
        (0.1, 0.2, 0.3), (1.1, 2.2, 3.3), (-1.5, 1.5, 0), (1e15, 1e-3, 1_000_000_000_000_000.001), (0, 0, 0),
        (99.99, 0.01, 100),
        (-2.5, -2.5, -5), (5, -7.25, -2.25),
    ])
    func sumsAreExact(_ left: Double, _ right: Double, _ sum: Double) {
        #expect((Decimal(left) + Decimal(right)).double == sum)
        #expect((Decimal(sum) - Decimal(right)).double == left)
    }

    @Test(arguments: [
        (1.1, 3, 3.3), (0.1, 0.1, 0.01), (-2.5, 4, -10), (0, 5, 0), (123.456, 1000, 123_456), (1e10, 1e-10, 1),
    ])
    func productsAreExact(_ left: Double, _ right: Double, _ product: Double) {
        #expect((Decimal(left) * Decimal(right)).double == product)
    }

    @Test(
        arguments: [
            (10, 4, 2.5), (1, 3, 0.3333333333333333), (2, 3, 0.6666666666666667), (-1, 3, -0.3333333333333333),
            (1, 8, 0.125), (0, 5, 0),
            (1e20, 1e-5, 1e25), (1, 1e20, 0), (7, 0.5, 14),
        ] as [(Double, Double, Double)])
    func quotientsHave16Digits(_ left: Double, _ right: Double, _ quotient: Double) throws {
        #expect(try Decimal(left).divided(by: Decimal(right)).double == quotient)
    }

    @Test func nothingIsDividedByZero() {
        let error = #expect(throws: (any Error).self) { try Decimal(1).divided(by: Decimal(0)) }
        #expect("\(error.map { "\($0)" } ?? "")" == "decimal division by 0")
    }
}

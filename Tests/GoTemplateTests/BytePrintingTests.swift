import Testing

@testable import GoTemplate

/// Bytes and numbers print the same, whether flags send them the long way or not.
@Suite struct BytePrintingTests {
    struct Case: Sendable, CustomTestStringConvertible {
        var verb: Unicode.Scalar
        var setUp: @Sendable (inout GoPrinter) -> Void = { _ in }
        var output: String

        var testDescription: String { output }
    }

    @Test func everyByteIsItsNumber() {
        let all = (0...255).map(UInt8.init)
        var printer = GoPrinter()
        printer.print(.bytes(all), verb: UInt32(UInt8(ascii: "v")))
        let numbers = all.map(String.init).joined(separator: " ")
        #expect(String(decoding: printer.output, as: UTF8.self) == "[\(numbers)]")
    }

    /// What Go prints of `[]byte{0, 9, 10, 99, 100, 255}`.
    @Test(arguments: [
        Case(verb: "v", output: "[0 9 10 99 100 255]"),
        Case(verb: "d", output: "[0 9 10 99 100 255]"),
        Case(verb: "v", setUp: { $0.plusV = true }, output: "[0 9 10 99 100 255]"),
        Case(verb: "d", setUp: { $0.plus = true }, output: "[+0 +9 +10 +99 +100 +255]"),
        Case(verb: "d", setUp: { $0.space = true }, output: "[ 0  9  10  99  100  255]"),
        Case(verb: "d", setUp: { $0.width = 3 }, output: "[  0   9  10  99 100 255]"),
        Case(verb: "d", setUp: { ($0.width, $0.zero) = (3, true) }, output: "[000 009 010 099 100 255]"),
        Case(verb: "d", setUp: { $0.precision = 2 }, output: "[00 09 10 99 100 255]"),
        Case(verb: "v", setUp: { $0.sharpV = true }, output: "[]byte{0x0, 0x9, 0xa, 0x63, 0x64, 0xff}"),
        Case(verb: "x", output: "00090a6364ff"),
    ])
    func flagsShapeEachByte(_ test: Case) {
        var printer = GoPrinter()
        test.setUp(&printer)
        printer.print(.bytes([0, 9, 10, 99, 100, 255]), verb: test.verb.value)
        #expect(String(decoding: printer.output, as: UTF8.self) == test.output)
    }

    @Test(arguments: [Int64.min, -1_000_000, -1, 0, 7, 10, 99, 1_000_000_007, Int64.max])
    func numbersAreTheirDigits(_ number: Int64) {
        var printer = GoPrinter()
        printer.print(.int64(number), verb: UInt32(UInt8(ascii: "d")))
        #expect(String(decoding: printer.output, as: UTF8.self) == "\(number)")
    }

    @Test func nothingIsPrintedFarPastTheLimit() {
        var printer = GoPrinter()
        printer.limit = 100
        printer.print(.bytes(Array(repeating: 200, count: 10_000)), verb: UInt32(UInt8(ascii: "v")))
        #expect((100..<110).contains(printer.output.count))
    }
}

import Testing

@testable import RegularExpressions

/// The two matchers answer the same, and neither traps, whatever the pattern.
@Suite struct MatcherTests {
    /// A generator that gives the same patterns in every run.
    struct Seeded: RandomNumberGenerator {
        var state: UInt64
        mutating func next() -> UInt64 {
            state ^= state << 13
            state ^= state >> 7
            state ^= state << 17
            return state
        }
    }

    static func pattern(_ random: inout Seeded, depth: Int) -> String {
        let atoms = ["a", "b", "c", ".", "[ab]", "[^a]", "\\b", "^", "$", "\\w", "é", "(?i:A)", "\\d", "", "\\B"]
        guard depth > 0 else { return atoms.randomElement(using: &random) ?? "a" }
        switch Int.random(in: 0..<8, using: &random) {
        case 0: return "(" + pattern(&random, depth: depth - 1) + ")"
        case 1: return "(?:" + pattern(&random, depth: depth - 1) + "|" + pattern(&random, depth: depth - 1) + ")"
        case 2, 3:
            let suffix =
                ["*", "+", "?", "*?", "+?", "??", "{2}", "{1,2}", "{0,2}?", "{2,}"].randomElement(using: &random) ?? "*"
            return "(?:" + pattern(&random, depth: depth - 1) + ")" + suffix
        case 4: return "(" + pattern(&random, depth: depth - 1) + "|)"
        default: return pattern(&random, depth: depth - 1) + pattern(&random, depth: depth - 1)
        }
    }

    static let texts = ["", "a", "b", "ab", "aab", "abcab", "ba b", "ééa", "cba1", "aaaaaaaa", "abababab", "\n a\nb"]

    @Test(arguments: 1...20) func bothMatchersFindTheSameGroups(_ seed: UInt64) throws {
        var random = Seeded(state: seed &* 0x9E37_79B9_7F4A_7C15)
        for _ in 0..<25 {
            let text = Self.pattern(&random, depth: 4)
            let expression = try RegularExpression(text)
            for input in Self.texts {
                let input = MatchInput(bytes: Array(input.utf8))
                var backtracker = Backtracker(expression.program, input)
                var machine = ThreadMachine(expression.program, input, slotCount: expression.program.slotCount)
                #expect(backtracker.match(from: 0) == machine.match(from: 0), "/\(text)/ in \(input.bytes)")
            }
        }
    }

    @Test(arguments: 1...10) func searchesFromAnyPlaceAgree(_ seed: UInt64) throws {
        var random = Seeded(state: seed &* 0xD1B5_4A32_D192_ED03)
        for _ in 0..<20 {
            let expression = try RegularExpression(Self.pattern(&random, depth: 3))
            let input = MatchInput(bytes: Array("ab abc\nbca".utf8))
            for start in 0...input.bytes.count {
                var backtracker = Backtracker(expression.program, input)
                var machine = ThreadMachine(expression.program, input, slotCount: expression.program.slotCount)
                #expect(
                    backtracker.match(from: start) == machine.match(from: start),
                    "/\(expression.pattern)/ from \(start)")
            }
        }
    }

    @Test func fewerSlotsGiveTheSameRange() throws {
        let expression = try RegularExpression("(a+)(b+)(c+)")
        let input = MatchInput(bytes: Array("xxaabbccx".utf8))
        var machine = ThreadMachine(expression.program, input, slotCount: 2)
        #expect(machine.match(from: 0) == [2, 8])
    }

    @Test(arguments: 1...5) func randomBytesNeverTrap(_ seed: UInt64) {
        var random = Seeded(state: seed &* 0xA076_1D64_78BD_642F)
        let alphabet = Array("()[]{}|*+?.^$\\-:=!<>PiQEdpLx0123456789,ab\u{E9}".utf8)
        for _ in 0..<400 {
            let bytes = (0..<Int.random(in: 1...24, using: &random)).map { _ in
                alphabet.randomElement(using: &random) ?? 97
            }
            guard let expression = try? RegularExpression(String(decoding: bytes, as: UTF8.self)) else { continue }
            for text in Self.texts {
                _ = expression.matches(in: text)
                _ = expression.replacingAll(in: text, with: "$0$1")
                _ = expression.split(text)
            }
        }
    }

    @Test func theStartOfAProgramIsKnown() throws {
        #expect(try RegularExpression("^abc").program.isAnchored)
        #expect(try RegularExpression("\\Aabc|^x").program.isAnchored)
        #expect(try !RegularExpression("(?m)^abc").program.isAnchored)
        #expect(try !RegularExpression("^abc|x").program.isAnchored)
        #expect(try !RegularExpression("a*").program.isAnchored)
        #expect(try RegularExpression("a*").program.firstBytes == nil)
        let first = try #require(try RegularExpression("[xy]|z|é").program.firstBytes)
        #expect((0..<128).filter { first[$0] } == [120, 121, 122])
    }

    @Test func theProgramsSizeIsLimited() {
        let error = #expect(throws: RegularExpressionError.self) {
            try RegularExpression(String(repeating: "(?:abcdefghij){1000}", count: 20))
        }
        #expect(error?.code == .tooLarge)
    }
}

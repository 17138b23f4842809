import TestSupport
import Testing
import Value

@Suite struct JSONDecodingTests {
    @Test(
        arguments: [
            ("null", Value.null), ("true", true), (" false\n", false), ("0", 0), ("-0", 0), ("-12", -12),
            ("\"a\"", "a"),
            ("[]", []), ("{}", [:]), ("[1, [2,\t3] ]", [1, [2, 3]]),
            ("{\"a\": {\"b\": [null]}}", ["a": ["b": [.null]]]),
            ("9223372036854775807", .integer(.max)), ("-9223372036854775808", .integer(.min)),
            ("9223372036854775808", .number("9223372036854775808")),
            ("18446744073709551615", .number("18446744073709551615")),
            ("123456789012345678", 123_456_789_012_345_678), ("1234567890123456789", 1_234_567_890_123_456_789),
            ("1.0", .float(1)), ("1e2", .float(100)), ("1E+2", .float(100)), ("-1.5e-3", .float(-0.0015)),
            ("0.1", .float(0.1)), ("3.141592653589793", .float(3.141592653589793)),
            ("3.14159265358979323846", .number("3.14159265358979323846")), ("1e400", .number("1e400")),
            ("-1e400", .number("-1e400")), ("1e-400", .number("1e-400")), ("0e999999999999", .float(0)),
            ("100000000000000000000", .float(1e20)), ("1e23", .float(1e23)), ("-0.0", .float(-0.0)),
            ("\u{FEFF}[1]", [1]),
        ] as [(String, Value)])
    func readsValues(_ text: String, _ value: Value) throws {
        #expect(try Value(jsonText: text) == value)
        #expect(try Value(json: Array(text.utf8)) == value)
    }

    @Test(arguments: [
        (#""a\"\\\/\b\f\n\r\tz""#, "a\"\\/\u{8}\u{C}\n\r\tz"), (#""\u0041\u00e9\u65E5""#, "Aé日"),
        (#""\ud83d\ude00""#, "😀"),
        (#""\ud83d""#, "\u{FFFD}"), (#""\ude00x""#, "\u{FFFD}x"), (#""\ud83d\u0041""#, "\u{FFFD}A"),
        (#""\ud83dx""#, "\u{FFFD}x"),
        (#""\ud83d\ud83d\ude00""#, "\u{FFFD}😀"), ("\"é日😀\"", "é日😀"), (#""é\n日""#, "é\n日"), (#""\u0000""#, "\0"),
        ("\"\u{2028}\u{7F}\"", "\u{2028}\u{7F}"),
    ])
    func readsStrings(_ text: String, _ string: String) throws {
        #expect(try Value(jsonText: text) == .string(string))
    }

    struct Refusal: Sendable, CustomTestStringConvertible {
        let text: String
        let code: JSONError.Code
        let line: Int
        let column: Int
        var testDescription: String { text.debugDescription }
    }

    @Test(
        arguments: [
            ("", JSONError.Code.truncated, 1, 1), (" ", .truncated, 1, 2), ("[", .truncated, 1, 2),
            ("{\"a\"", .truncated, 1, 5),
            ("{\"a\":", .truncated, 1, 6), ("[1,", .truncated, 1, 4), ("\"abc", .truncated, 1, 5),
            ("\"a\\", .truncated, 1, 4),
            ("\"\\u00", .truncated, 1, 6), ("tru", .truncated, 1, 4), ("-", .truncated, 1, 2), ("1.", .truncated, 1, 3),
            ("1e", .truncated, 1, 3), ("1e+", .truncated, 1, 4), ("nul ", .syntax, 1, 1), ("[1 2]", .syntax, 1, 4),
            ("[1,]", .syntax, 1, 4), ("{,}", .syntax, 1, 2), ("{a:1}", .syntax, 1, 2), ("{\"a\" 1}", .syntax, 1, 6),
            ("{\"a\":1,}", .syntax, 1, 8), ("01", .syntax, 1, 1), ("-a", .syntax, 1, 2), ("+1", .syntax, 1, 1),
            (".5", .syntax, 1, 1),
            ("1.x", .syntax, 1, 3), ("[\n  1,\n  x\n]", .syntax, 3, 3), ("1 2", .syntax, 1, 3), ("{} }", .syntax, 1, 4),
            ("\"a\nb\"", .syntax, 1, 3), ("\"\\x\"", .syntax, 1, 2), ("\"\\u00g0\"", .syntax, 1, 6),
            ("'a'", .syntax, 1, 1),
            ("[1}", .syntax, 1, 3), ("NaN", .syntax, 1, 1), ("// c\n1", .syntax, 1, 1),
        ].map { Refusal(text: $0.0, code: $0.1, line: $0.2, column: $0.3) })
    func refusesAndSaysWhere(_ refusal: Refusal) {
        #expect { try Value(jsonText: refusal.text) } throws: { error in
            guard let error = error as? JSONError else { return false }
            return error.code == refusal.code && error.line == refusal.line && error.column == refusal.column
        }
    }

    @Test func describesThePlaceAndTheCharacter() {
        #expect(throws: JSONError.self) { try Value(jsonText: "[\n1;]") }
        do {
            _ = try Value(jsonText: "[\n1;]")
        } catch {
            #expect(error.description == "line 2, column 2: unexpected ';' where ',' or the end of an array should be")
        }
    }

    @Test func keepsTheOrderOfKeysAndTheLastOfDuplicates() throws {
        let value = try Value(jsonText: #"{"b":1,"a":2,"b":3}"#)
        #expect(value.object?.keys == ["b", "a"])
        #expect(value["b"] == 3)
        #expect {
            try Value(jsonText: #"{"b":1,"a":2,"b":3}"#, rules: JSONRules(rejectsDuplicateKeys: true))
        } throws: { error in
            guard let error = error as? JSONError else { return false }
            return error.code == .duplicateKey && error.column == 14
        }
    }

    @Test(
        arguments: [
            [0x22, 0xFF, 0x22], [0x22, 0xC3, 0x22], [0x22, 0xED, 0xA0, 0x80, 0x22], [0x22, 0xC0, 0x80, 0x22],
        ] as [[UInt8]])
    func refusesOrRepairsInvalidText(_ bytes: [UInt8]) throws {
        #expect { try Value(json: bytes) } throws: { ($0 as? JSONError)?.code == .invalidText }
        let repaired = try Value(json: bytes, rules: JSONRules(repairsText: true))
        #expect(repaired.string?.contains("\u{FFFD}") == true)
    }

    @Test func stopsAtLimits() throws {
        let deep = String(repeating: "[", count: 100_000)
        #expect { try Value(jsonText: deep) } throws: { ($0 as? JSONError)?.code == .limit }
        let objects = String(repeating: "{\"a\":", count: 100_000)
        #expect { try Value(jsonText: objects) } throws: { ($0 as? JSONError)?.code == .limit }
        #expect { try Value(jsonText: "[1,2,3]", limits: JSONLimits(maximumCount: 3)) } throws: {
            ($0 as? JSONError)?.code == .limit
        }
        #expect { try Value(jsonText: "[1,2]", limits: JSONLimits(maximumSize: 4)) } throws: {
            ($0 as? JSONError)?.code == .limit
        }
        let fits = String(repeating: "[", count: 512) + String(repeating: "]", count: 512)
        #expect(throws: Never.self) { try Value(jsonText: fits) }
    }

    @Test func neverTrapsOnTruncatedOrMangledText() {
        let text = Array(
            #"{"a":[1,-2.5e+3,"x\u00e9\ud83d\ude00\n",true,null,{"b":{}}],"é":"日","n":12345678901234567890}"#.utf8)
        for end in 0..<text.count {
            #expect(throws: JSONError.self) { try Value(json: text[..<end]) }
        }
        var generator = SplitMix(state: 7)
        for _ in 0..<20_000 {
            var mangled = text
            for _ in 0..<Int.random(in: 1...3, using: &generator) {
                mangled[Int.random(in: 0..<mangled.count, using: &generator)] = UInt8.random(
                    in: 0...255, using: &generator)
            }
            // Whether it is JSON does not matter, only that reading comes to an end.
            _ = try? Value(json: mangled)
        }
    }

    @Test func readsAnySequenceOfBytes() throws {
        #expect(try Value(json: "[1]".utf8.lazy.map { $0 }) == [1])
    }
}

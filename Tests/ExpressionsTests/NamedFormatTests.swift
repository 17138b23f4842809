import Testing
import Value

@testable import Expressions

@Suite struct NamedFormatTests {
    private static func text(_ count: Int, _ letter: String = "a") -> String { String(repeating: letter, count: count) }

    static let fine: [(NamedFormat, [String])] = [
        (.dns1123Label, ["a", "0", "a-b", "1-2", "a--b", text(63)]),
        (.dns1123Subdomain, ["a", "a.b", "0.1", "a-b.c-d", text(253), text(63) + "." + text(63)]),
        (.dns1035Label, ["a", "a-1", "abc", text(63)]),
        (.qualifiedName, ["a", "A", "0", "a.b_c-d", "example.com/Name", "a/b", text(63), "a.b/" + text(63)]),
        (.dns1123LabelPrefix, ["a", "a-", "a-b-", "1-", "A-", "--"]),
        (.dns1123SubdomainPrefix, ["a", "a-", "a.b-", "a.b.-"]),
        (.dns1035LabelPrefix, ["a", "a-", "ab-", "1-"]),
        (.labelValue, ["", "a", "A.b_c-d", "0", text(63)]),
        (.uri, ["https://example.com", "http://a/b?c#d", "/path", "nats://h:4222", "https://[::1]:80/"]),
        (
            .uuid,
            [
                "123e4567-e89b-12d3-a456-426614174000", "123E4567-E89B-12D3-A456-426614174000",
                "123e4567e89b12d3a456426614174000", "123e4567-e89b12d3a456-426614174000",
            ]
        ),
        (.byte, ["YQ==", "YWI=", "YWJj", "+/+/"]),
        (.date, ["2024-02-29", "0000-01-01", "9999-12-31"]),
        (
            .datetime,
            [
                "2024-02-29T12:30:45Z", "2024-02-29t12:30:45z", "2024-02-29T12:30:45.123456789Z",
                "2024-02-29T12:30:45+01:00", "2024-02-29T12:30:45.5-23:59", "0000-01-01T00:00:00Z",
            ]
        ),
    ]

    static let wrong: [(NamedFormat, [String])] = [
        (.dns1123Label, ["", "-", "a-", "-a", "A", "a.b", "a_b", "a b", "é", text(64), "a\n"]),
        (.dns1123Subdomain, ["", ".", "a.", ".a", "a..b", "A", "a_b", "a.-b", text(254)]),
        (.dns1035Label, ["", "1a", "a-", "-a", "A", "a.b", text(64)]),
        (
            .qualifiedName,
            ["", "/", "a/", "/a", "a/b/c", "-a", "a-", "a b", "A.B/c", "a_/b", text(64), text(254) + "/a", "é"]
        ),
        (.dns1123LabelPrefix, ["", "-", "-a", "Ab-", "a.b-", "é-", text(64)]),
        (.dns1123SubdomainPrefix, ["", "-", "a..b-", "Ab-", "é-", text(254)]),
        (.dns1035LabelPrefix, ["", "-", "1a-", "Ab-", "a.b-", text(64)]),
        (.labelValue, ["-", "a-", "_a", "a b", "a/b", text(64), "é", "a\n"]),
        (.uri, ["", "example.com", "../a", "http://a b/", "http://[::1", "https://a:b:c/", "/%zz"]),
        (
            .uuid,
            [
                "", "123e4567-e89b-12d3-a456-42661417400", "123e4567-e89b-12d3-a456-4266141740000",
                "g23e4567-e89b-12d3-a456-426614174000", "1-23e4567e89b12d3a456426614174000",
                "{123e4567-e89b-12d3-a456-426614174000}", "123e4567--e89b-12d3-a456-426614174000",
            ]
        ),
        (.byte, ["", "YQ", "YQ=", "Y", "YQ==\n", "YW-_", "Y Q=="]),
        (
            .date,
            [
                "", "2024-02-30", "2023-02-29", "2024-13-01", "2024-00-01", "2024-01-00", "2024-1-1", "24-01-01",
                "2024/01/01",
            ]
        ),
        (
            .datetime,
            [
                "", "2024-02-29", "2024-02-29T12:30Z", "2024-02-29T24:00:00Z", "2024-02-29T12:60:00Z",
                "2024-02-29T12:30:60Z", "2024-02-29T12:30:45", "2024-02-29T12:30:45.Z", "2024-02-29 12:30:45Z",
                "2024-02-29T12:30:45+0100", "2024-02-29T12:30:45+01", "2023-02-29T12:30:45Z", "2024-02-29T12:30:45ZZ",
                "2024-02-29T12:30:45*01:00", "2024-02-29T12:30:45+01:0a",
            ]
        ),
    ]

    @Test func everyFormatHasExamples() {
        #expect(Set(Self.fine.map(\.0)) == Set(NamedFormat.allCases))
        #expect(Set(Self.wrong.map(\.0)) == Set(NamedFormat.allCases))
    }

    @Test(arguments: fine) func textsOfTheForm(_ format: NamedFormat, _ texts: [String]) throws {
        for text in texts {
            #expect(format.faults(of: text) == [], "\(text)")
            let source = "format.\(format.rawValue)().validate(t).hasValue()"
            #expect(try Expression(source).isTrue(["t": .string(text)]) == false)
        }
    }

    @Test(arguments: wrong) func textsOfAnotherForm(_ format: NamedFormat, _ texts: [String]) throws {
        for text in texts {
            let faults = format.faults(of: text)
            #expect(!faults.isEmpty, "\(text)")
            #expect(faults.allSatisfy { $0.contains("must ") }, "\(faults)")
            let source = "format.named('\(format.rawValue)').value().validate(t).value()"
            #expect(try Expression(source).evaluate(["t": .string(text)]) == .array(faults.map { .string($0) }))
        }
    }

    @Test(
        arguments: [
            (.dns1123Label, "a.b", ["must not have dots"]),
            (.dns1123Label, text(64), ["must have no more than 63 bytes"]),
            (
                .dns1123Label, text(64, "A"),
                [
                    "must have no more than 63 bytes",
                    "must have lower-case letters, digits and '-', and begin and end with a letter or digit",
                ]
            ),
            (
                .qualifiedName, "A/-",
                [
                    "the part before '/' must have lower-case letters, digits, '-' and '.', and begin and end each part "
                        + "with a letter or digit",
                    "the name must have letters, digits, '-', '_' and '.', and begin and end with a letter or digit",
                ]
            ),
            (.qualifiedName, "/", ["the part before '/' must not be empty", "the name must not be empty"]),
            (.qualifiedName, "a/b/c", ["must be a name, before which a domain and one '/' may stand"]),
        ] as [(NamedFormat, String, [String])])
    func everyFaultIsTold(_ format: NamedFormat, _ text: String, _ faults: [String]) {
        #expect(format.faults(of: text) == faults)
    }

    static let calls: [EvaluationCase] = [
        EvaluationCase("format.named('nope').hasValue()", false),
        EvaluationCase("format.named('').hasValue()", false),
        EvaluationCase("format.named('uuid').hasValue()", true),
        EvaluationCase("format.named('uuid').value() == format.uuid()", true),
        EvaluationCase("format.uuid() == format.date()", false),
        EvaluationCase("format.named('date').value().validate('x').hasValue()", true),
        EvaluationCase("format.named('nope').value()", fails: .noValue),
        EvaluationCase("format.named(1)", fails: .noSuchOverload),
        EvaluationCase("format.uuid(1)", fails: .noSuchOverload),
        EvaluationCase("format.nope()", fails: .unknownFunction),
        EvaluationCase("format.uuid().validate(1)", fails: .noSuchOverload),
        EvaluationCase("'a'.validate('b')", fails: .noSuchOverload),
        EvaluationCase("format.labelValue().validate('a b').orValue([]).size()", 1),
    ]

    @Test(arguments: calls) func formatsHaveNames(_ test: EvaluationCase) throws { try test.check() }
}

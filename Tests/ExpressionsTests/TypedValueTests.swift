import Testing
import Value

@testable import Expressions

@Suite struct TypedValueTests {
    static let values: [TypedValue] = [
        .null, .bool(true), .bool(false), .int(1), .int(-1), .uint(1), .double(1), .double(.nan), .string("1"),
        .string(""), .bytes([0x31]), .bytes([]), .list([]), .list([.int(1)]), .list([.uint(1)]),
        .list([.int(1), .int(2)]), .map([]), .map([.init(key: .string("a"), value: .int(1))]),
        .map([.init(key: .string("a"), value: .uint(1))]), .map([.init(key: .bool(true), value: .int(1))]),
        .type("int"), .type("uint"), .timestamp(seconds: 1, nanoseconds: 0), .timestamp(seconds: 1, nanoseconds: 1),
        .duration(seconds: 1, nanoseconds: 0), .duration(seconds: -1, nanoseconds: -1), .optional(nil),
        .optional(.int(1)), .optional(.uint(1)), .optional(.optional(nil)),
    ]

    @Test func aValueIsTheSameAsItselfAlone() {
        for (left, value) in Self.values.enumerated() {
            for (right, other) in Self.values.enumerated() {
                #expect(value.isSame(as: other) == (left == right), "\(value) \(other)")
            }
        }
    }

    @Test func mapsHaveNoOrder() {
        let (a, b) = (
            TypedValue.Entry(key: .string("a"), value: .int(1)), TypedValue.Entry(key: .string("b"), value: .int(2))
        )
        #expect(TypedValue.map([a, b]).isSame(as: .map([b, a])))
        #expect(!TypedValue.map([a, b]).isSame(as: .map([a, a])))
        #expect(!TypedValue.map([a]).isSame(as: .map([a, b])))
    }

    @Test func textsAreTheSameByTheirBytes() {
        #expect(!TypedValue.string("é").isSame(as: .string("e\u{301}")))
        #expect(TypedValue.double(0).isSame(as: .double(-0.0)))
    }

    @Test(arguments: values.indices) func valuesComeBackAsTheyWere(_ index: Int) throws {
        let value = Self.values[index]
        #expect(try TypedValue(Datum(value)).isSame(as: value))
        let expression = try Expression("v", variables: ["v"], container: "", isChecked: true)
        #expect(try expression.typedValue(["v": value]).isSame(as: value))
    }

    @Test(
        arguments: [
            ("quantity('1Ki')", "kubernetes.Quantity", "1Ki"), ("semver('1.2.3')", "kubernetes.Semver", "1.2.3"),
            ("url('/a')", "kubernetes.URL", "/a"), ("ip('::1')", "net.IP", "::1"),
            ("cidr('::/0')", "net.CIDR", "::/0"), ("format.uuid()", "kubernetes.NamedFormat", "uuid"),
        ])
    func otherTypesAreTheirTexts(_ source: String, _ type: String, _ text: String) throws {
        let found = try Expression(source).typedValue([:])
        #expect(found.isSame(as: .other(type: type, text: text)))
        #expect(!found.isSame(as: .other(type: type, text: text + "x")))
        #expect(!found.isSame(as: .string(text)))
        #expect(throws: Fault.self) { try Datum(found) }
    }

    @Test(arguments: [
        TypedValue.type("nope"), .timestamp(seconds: .max, nanoseconds: 0), .duration(seconds: .max, nanoseconds: 0),
        .list([.type("nope")]), .optional(.type("nope")),
    ]) func impossibleValuesAreRefused(_ value: TypedValue) {
        #expect(throws: Fault.self) { try Datum(value) }
        #expect(throws: ExpressionError.self) { try Expression("1").typedValue(["v": value]) }
    }
}

@Suite struct MapKeyTests {
    @Test func numbersThatAreEqualAreOneKey() {
        let ones: [Datum] = [.int(1), .uint(1), .double(1)]
        for left in ones { for right in ones { #expect(MapKey(left) == MapKey(right)) } }
        #expect(MapKey(.double(1.8446744073709550e19)) == MapKey(.uint(18_446_744_073_709_549_568)))
        #expect(MapKey(.uint(.max)) != MapKey(.int(-1)))
        #expect(MapKey(.bool(true)) != MapKey(.int(1)))
        #expect(MapKey(.string("1")) != MapKey(.int(1)))
    }

    @Test func otherValuesAreNoKeys() {
        for datum: Datum in [
            .null, .double(1.5), .double(.nan), .double(.infinity), .bytes([1]), .list([]), .map(.json([:])),
            .type(.int), .optional(.int(1)), .ip(NetworkAddress(bytes: [1, 2, 3, 4])),
        ] {
            #expect(MapKey(datum) == nil)
        }
    }

    @Test func textsAreKeysByTheirBytes() {
        #expect(ExactText(text: "é") != ExactText(text: "e\u{301}"))
        #expect(ExactText(text: "é") == ExactText(text: "\u{E9}"))
        #expect(ExactText(text: "a").hashValue == ExactText(text: "a").hashValue)
        var entries = MapDatum.Entries()
        let isInserted = [
            entries.insert(.string("é"), .int(1)), entries.insert(.string("e\u{301}"), .int(2)),
            entries.insert(.string("é"), .int(3)), entries.insert(.null, .int(4)),
        ]
        #expect(isInserted == [true, true, false, false])
        guard case .int(2)? = entries[.string("e\u{301}")] else {
            Issue.record("another value")
            return
        }
    }

    @Test func depthIsThatOfWhatWasMade() throws {
        func depth(_ source: String, _ variables: [String: Value] = [:]) throws -> Int {
            try Expression(source).datum(.json(variables), limits: .standard).depth
        }
        #expect(try depth("1") == 0)
        #expect(try depth("[]") == 1)
        #expect(try depth("[[1], [[2]]]") == 3)
        #expect(try depth("{'a': {'b': [1]}}") == 3)
        #expect(try depth("optional.of(optional.of([1]))") == 3)
        #expect(try depth("optional.none()") == 1)
        #expect(try depth("v", ["v": [[[1]]]]) == 0)
        #expect(try depth("[v]", ["v": [[[1]]]]) == 1)
        #expect(try depth("v.map(x, x)", ["v": [1, 2]]) == 1)
    }
}

@Suite struct DatumTests {
    /// Lists of a million of them are common.
    @Test func aValueIsSmall() {
        #expect(MemoryLayout<Datum>.stride <= 24)
    }
}

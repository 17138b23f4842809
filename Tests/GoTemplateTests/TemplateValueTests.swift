import GoTemplate
import Testing
import Value

@Suite struct TemplateValueTests {
    @Test func stringsOfValidBytesAreText() {
        #expect(TemplateValue(bytes: Array("grüße".utf8)).text == "grüße")
    }

    @Test func stringsOfOtherBytesKeepThem() {
        let value = TemplateValue(bytes: [0x66, 0xFF, 0x6F])
        #expect(value.stringBytes == [0x66, 0xFF, 0x6F])
        #expect(value.length == 3)
    }

    @Test func aValueTakesThreeWordsAtMost() {
        #expect(MemoryLayout<TemplateValue>.size <= 24)
    }

    @Test func truthIsWhatGoHoldsTrue() {
        let falsehoods: [TemplateValue] = [
            .nil, .bool(false), .int(0), .int64(0), .float64(0), .string(""), .number(""), .bytes([]), .list([]),
            .strings([]), .dictionary([:]), .integer(TypedInteger(.uint8, bits: 0)),
        ]
        for value in falsehoods { #expect(!value.isTrue, "\(value.typeName)") }
        let truths: [TemplateValue] = [
            .bool(true), .int(-1), .float64(0.1), .string("false"), .list([.nil]), .dictionary(["a": .nil]),
            .number("0"), .rawString([0xFF]),
        ]
        for value in truths { #expect(value.isTrue, "\(value.typeName)") }
    }

    @Test func typesHaveGoNames() {
        let values: [(TemplateValue, String, GoKind)] = [
            (.nil, "<nil>", .invalid), (.int(1), "int", .int), (.int64(1), "int64", .int64),
            (.float64(1), "float64", .float64), (.number("1"), "json.Number", .string),
            (.bytes([1]), "[]uint8", .slice), (.list([]), "[]interface {}", .slice), (.strings([]), "[]string", .slice),
            (.ints([1]), "[]int", .slice), (.dictionary([:]), "map[string]interface {}", .map),
            (.stringMap([:]), "map[string]string", .map), (.rawString([0xFF]), "string", .string),
        ]
        for (value, name, kind) in values {
            #expect(value.typeName == name)
            #expect(value.kind == kind)
        }
    }

    @Test func mapsAreShared() {
        let map = TemplateMap(["a": .int(1)])
        let (one, other) = (TemplateValue.map(map), TemplateValue.map(map))
        one.map?["b"] = .int(2)
        #expect(other.map?.keys == ["a", "b"])
        map["a"] = nil
        #expect(other.map?.count == 1)
    }

    @Test func aCopiedMapIsAnother() {
        let map = TemplateMap(["a": .int(1)])
        let copy = map.copy()
        copy["b"] = .int(2)
        #expect(map.keys == ["a"])
        #expect(copy.keys == ["a", "b"])
    }

    @Test func aKeyOfNilIsThere() {
        let map = TemplateMap()
        map["a"] = .some(.nil)
        #expect(map["a"]?.isNil == true)
        #expect(map.count == 1)
    }

    @Test func keysSortByBytes() {
        let map = TemplateMap(["b": .nil, "B": .nil, "10": .nil, "9": .nil, "é": .nil, "z": .nil])
        #expect(map.keys == ["10", "9", "B", "b", "z", "é"])
    }

    @Test func valuesComeAsJSONDoes() throws {
        let value = try Value(
            jsonText: #"{"i": 3, "f": 1.5, "l": [true, null], "big": 123456789012345678901234567890}"#)
        let map = try #require(TemplateValue(value).map)
        #expect(map["i"]?.typeName == "float64")
        #expect(map["l"]?.elements?.count == 2)
        #expect(map["big"]?.typeName == "float64")
        let exact = try #require(TemplateValue(value, integers: .int64).map)
        #expect(exact["i"]?.signedInteger == 3)
        let numbers = try #require(TemplateValue(value, integers: .number).map)
        #expect(numbers["i"]?.typeName == "json.Number")
    }

    @Test func valuesGoBackToWhatTheyWere() throws {
        let value = try Value(jsonText: #"{"a": [1, "x", null, {"b": false}], "c": {}}"#)
        #expect(try Value(TemplateValue(value, integers: .int64)) == value)
    }

    @Test func whatHasNoJSONIsRefused() {
        let function = TemplateValue.function(TemplateFunction { _ in .nil })
        #expect(throws: TemplateError.self) { try Value(function) }
        let map = TemplateMap()
        map["self"] = .map(map)
        #expect(throws: TemplateError.self) { try Value(.map(map)) }
    }

    @Test func bytesBecomeBase64() throws {
        #expect(try Value(.bytes([0, 255])) == .string("AP8="))
    }
}

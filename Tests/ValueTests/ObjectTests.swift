import Testing
import Value

@Suite struct ObjectTests {
    /// Below and above the count from which keys are looked up through an index.
    @Test(arguments: [3, 12, 13, 200])
    func behavesLikeADictionaryThatKeepsOrder(_ count: Int) {
        var object = Object()
        var expected: [String] = []
        for number in 0..<count {
            object["key\(number)"] = .integer(Int64(number))
            expected.append("key\(number)")
        }
        #expect(object.keys == expected)
        object["key1"] = "changed"
        #expect(object.keys == expected)
        #expect(object["key1"] == "changed")
        #expect(object.removeValue(forKey: "key0") == 0)
        #expect(object.removeValue(forKey: "key0") == nil)
        expected.removeFirst()
        #expect(object.keys == expected)
        #expect(object["key2"] == 2)
        object["key2"] = nil
        #expect(object["key2"] == nil)
        #expect(object.count == count - 2)
        object["key2"] = 2
        #expect(object.keys.last == "key2")
        #expect(object.insert(1, forKey: "key2") == false)
        #expect(object["key2"] == 2)
    }

    @Test func changesInPlace() {
        var object: Object = ["a": ["b": 1]]
        object["a"]?[ValuePath([.key("b")])] = 2
        object["c", default: []].append(1)
        object["c", default: []].append(2)
        object["d"]?[ValuePath([.key("b")])] = 2
        #expect(object == ["a": ["b": 2], "c": [1, 2]])
        object["e"] = object.removeValue(forKey: "a")
        #expect(object.keys == ["c", "e"])
    }

    @Test func copiesAreIndependent() {
        let original: Object = ["a": 1, "b": 2]
        var copy = original
        copy["a"] = 3
        #expect(original["a"] == 1)
        #expect(copy["a"] == 3)
    }

    @Test func equalityAndHashingIgnoreTheOrder() {
        let (left, right): (Object, Object) = (["a": 1, "b": [1, 2]], ["b": [1, 2], "a": 1])
        #expect(left == right)
        #expect(Set([left, right]).count == 1)
        #expect(left != ["a": 1])
        #expect(left != ["a": 1, "c": [1, 2]])
    }

    @Test func sortsByBytes() {
        let object: Object = ["b": 1, "a10": 2, "B": 3, "a2": 4, "é": 5]
        #expect(object.sorted().keys == ["B", "a10", "a2", "b", "é"])
        #expect(object.sorted()["a2"] == 4)
    }
}

extension Value {
    fileprivate mutating func append(_ element: Value) { self = .array((array ?? []) + [element]) }
}

import Testing
import Value

/// What turns one value into another, by paths.
@Suite struct ValueChangeTests {
    private func changes(_ before: Value, _ after: Value) -> [String] {
        before.changes(to: after).map {
            "\($0.path): \($0.before?.json() ?? "-") -> \($0.after?.json() ?? "-")"
        }
    }

    @Test func equalValuesHaveNone() {
        #expect(changes(["a": [1, 2]], ["a": [1, 2]]).isEmpty)
    }

    @Test func membersAreAddedChangedAndRemoved() {
        #expect(
            changes(["a": 1, "b": 2, "c": ["d": 3]], ["a": 1, "c": ["d": 4, "e": .null], "f": true]) == [
                "b: 2 -> -", "c.d: 3 -> 4", "c.e: - -> null", "f: - -> true",
            ])
    }

    @Test func elementsGoByTheirPlaces() {
        #expect(changes(["a": [1, 2, 3]], ["a": [1, 5]]) == ["a[1]: 2 -> 5", "a[2]: 3 -> -"])
        #expect(changes([1], [1, ["x": 2]]) == [#"[1]: - -> {"x":2}"#])
    }

    @Test func anotherTypeIsOneChange() {
        #expect(changes(["a": [1]], ["a": ["b": 1]]) == [#"a: [1] -> {"b":1}"#])
    }
}

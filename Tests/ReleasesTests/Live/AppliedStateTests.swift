import TestSupport
import Testing
import Value
import YAML

@testable import Releases

/// When applying an object once more is known to change nothing.
struct AppliedStateTests {
    /// What was sent, and what the server has made of it.
    struct Case: Sendable, CustomTestStringConvertible {
        var testDescription: String
        var sent: Value
        var fields: Value
        var live: Value
        var isCurrent: Bool

        init(_ name: String, _ sent: Value, _ fields: Value, _ live: Value, is isCurrent: Bool) {
            (testDescription, self.sent, self.fields, self.live) = (name, sent, fields, live)
            self.isCurrent = isCurrent
        }
    }

    static let web: Value = ["name": "web", "image": "a:1"]
    static let webFields: Value = ["k:{\"name\":\"web\"}": [".": [:], "f:name": [:], "f:image": [:]]]
    static let port: Value = ["port": 80]
    static let portFields: Value = ["k:{\"port\":80,\"protocol\":\"TCP\"}": [".": [:], "f:port": [:]]]

    static let cases = [
        Case("a field", ["a": 1], ["f:a": [:]], ["a": 1], is: true),
        Case("another value", ["a": 1], ["f:a": [:]], ["a": 2], is: false),
        Case("another type", ["a": "1"], ["f:a": [:]], ["a": 1], is: false),
        Case("a field that is gone", ["a": 1], ["f:a": [:]], [:], is: false),
        Case("a field that is not owned", ["a": 1, "b": 2], ["f:a": [:]], ["a": 1, "b": 2], is: false),
        Case(
            "a field that is owned and no longer sent", ["a": 1], ["f:a": [:], "f:b": [:]], ["a": 1, "b": 2], is: false),
        Case("fields of others", ["a": 1], ["f:a": [:]], ["a": 1, "z": 3], is: true),
        Case("a field inside", ["a": ["b": 1]], ["f:a": ["f:b": [:]]], ["a": ["b": 1, "c": 2]], is: true),
        Case("the map itself", ["a": ["b": 1]], ["f:a": [".": [:], "f:b": [:]]], ["a": ["b": 1]], is: true),
        Case("a map as a whole", ["a": ["b": 1]], ["f:a": [:]], ["a": ["b": 1]], is: true),
        Case("a map as a whole, and more in it", ["a": ["b": 1]], ["f:a": [:]], ["a": ["b": 1, "c": 2]], is: false),
        Case("an empty map", ["a": [:]], ["f:a": [:]], ["a": [:]], is: true),
        Case("an empty map that has members now", ["a": [:]], ["f:a": [:]], ["a": ["b": 1]], is: false),
        Case(
            "an empty map that nobody is noted for", ["a": [:], "b": 1], ["f:b": [:]], ["a": [:], "b": 1], is: true),
        Case(
            "such a map that has members now", ["a": [:], "b": 1], ["f:b": [:]], ["a": ["c": 1], "b": 1], is: false),
        Case("such a map that is gone", ["a": [:], "b": 1], ["f:b": [:]], ["b": 1], is: false),
        Case("a list as a whole", ["a": [1, 2]], ["f:a": [:]], ["a": [1, 2]], is: true),
        Case("a list in another order", ["a": [1, 2]], ["f:a": [:]], ["a": [2, 1]], is: false),
        Case("a null", ["a": .null], ["f:a": [:]], ["a": .null], is: false),
        Case("a null inside of a whole", ["a": ["b": .null]], ["f:a": [:]], ["a": ["b": .null]], is: false),
        Case("a null in a list", ["a": [["b": .null]]], ["f:a": [:]], ["a": [["b": .null]]], is: false),
        Case("a map where a list was", ["a": ["b": 1]], ["f:a": ["f:b": [:]]], ["a": [1]], is: false),
        Case("an element by its key", ["c": [web]], ["f:c": webFields], ["c": [web]], is: true),
        Case(
            "an element with defaults", ["c": [web]], ["f:c": webFields],
            ["c": [["name": "web", "image": "a:1", "tty": false]]], is: true),
        Case(
            "another image", ["c": [web]], ["f:c": webFields], ["c": [["name": "web", "image": "a:2"]]], is: false),
        Case(
            "an element of others before it", ["c": [web]], ["f:c": webFields], ["c": [["name": "x"], web]], is: true),
        Case("an element that is gone", ["c": [web]], ["f:c": webFields], ["c": []], is: false),
        Case("one element more", ["c": [web, ["name": "b"]]], ["f:c": webFields], ["c": [web]], is: false),
        Case("one element twice", ["c": [web, web]], ["f:c": webFields], ["c": [web]], is: false),
        Case("an element without a key", ["c": [["image": "a:1"]]], ["f:c": webFields], ["c": [web]], is: false),
        Case(
            "a key that the schema gives", ["c": [port]], ["f:c": portFields],
            ["c": [["port": 80, "protocol": "TCP"]]], is: true),
        Case(
            "a key that the schema gives, missing", ["c": [port]], ["f:c": portFields], ["c": [["port": 80]]],
            is: false),
        Case(
            "elements in another order", ["c": [["n": "a"], ["n": "b"]]],
            ["f:c": ["k:{\"n\":\"a\"}": ["f:n": [:]], "k:{\"n\":\"b\"}": ["f:n": [:]]]],
            ["c": [["n": "b"], ["n": "a"]]], is: false),
        Case(
            "a set", ["s": ["a", "b"]], ["f:s": ["v:\"a\"": [:], "v:\"b\"": [:]]], ["s": ["b", "a", "c"]], is: true),
        Case(
            "a set that lost one", ["s": ["a", "b"]], ["f:s": ["v:\"a\"": [:], "v:\"b\"": [:]]], ["s": ["a"]], is: false
        ),
        Case("a set that gains one", ["s": ["a", "b"]], ["f:s": ["v:\"a\"": [:]]], ["s": ["a", "b"]], is: false),
        Case("a set with another", ["s": ["c"]], ["f:s": ["v:\"a\"": [:]]], ["s": ["a", "c"]], is: false),
        Case("elements by place", ["s": ["a"]], ["f:s": ["i:0": [:]]], ["s": ["a"]], is: false),
        Case("a key that is no JSON", ["s": [web]], ["f:s": ["k:{": ["f:name": [:]]]], ["s": [web]], is: false),
        Case("a set and keys together", ["s": [web]], ["f:s": ["v:1": [:]]], ["s": [web]], is: false),
    ]

    @Test(arguments: cases)
    func comparesFields(_ example: Case) {
        #expect(
            AppliedState.isCurrent(
                Self.object(["spec": example.sent]), in: Self.live(["spec": example.live], ["f:spec": example.fields]),
                manager: "helm") == example.isCurrent)
    }

    static func object(_ fields: Object) -> Value {
        let bare: Object = ["apiVersion": "v1", "kind": "Thing", "metadata": ["name": "x", "namespace": "n"]]
        return .object(bare.merged(with: fields))
    }

    static func live(_ fields: Object, _ owned: Value, entry: Object = [:]) -> Value {
        var own: Object = ["manager": "helm", "operation": "Apply", "apiVersion": "v1", "fieldsType": "FieldsV1"]
        own["fieldsV1"] = owned
        let metadata: Object = ["metadata": ["managedFields": [.object(own.merged(with: entry))]]]
        return object(metadata.merged(with: fields))
    }

    static let fields: Object = ["spec": ["a": 1]]
    static let owned: Value = ["f:spec": ["f:a": [:]]]

    @Test(
        arguments: [
            ["manager": "kubectl"], ["operation": "Update"], ["apiVersion": "v2"], ["subresource": "status"],
            ["fieldsType": "FieldsV2"],
        ] as [Object])
    func countsTheManagersOwnApplyAlone(_ entry: Object) {
        #expect(
            AppliedState.isCurrent(Self.object(Self.fields), in: Self.live(Self.fields, Self.owned), manager: "helm"))
        #expect(
            !AppliedState.isCurrent(
                Self.object(Self.fields), in: Self.live(Self.fields, Self.owned, entry: entry), manager: "helm"))
    }

    @Test func whatWasAlsoSetClientSideIsApplied() throws {
        var live = Self.live(Self.fields, Self.owned)
        let own = try #require(live["metadata"]?["managedFields"]?[0]?.object)
        var other = own
        other["operation"] = "Update"
        live = live.merged(with: ["metadata": ["managedFields": [.object(own), .object(other)]]])
        #expect(!AppliedState.isCurrent(Self.object(Self.fields), in: live, manager: "helm"))
    }

    @Test func whatIsOnItsWayOutIsApplied() {
        let live = Self.live(Self.fields, Self.owned).merged(with: [
            "metadata": ["deletionTimestamp": "2026-01-01T00:00:00Z"]
        ])
        #expect(!AppliedState.isCurrent(Self.object(Self.fields), in: live, manager: "helm"))
    }

    @Test func labelsCountAndTheNameDoesNot() {
        let labelled: Object = ["metadata": ["name": "x", "labels": ["a": "b"]]]
        let owned: Value = ["f:metadata": ["f:labels": [".": [:], "f:a": [:]]]]
        #expect(AppliedState.isCurrent(Self.object(labelled), in: Self.live(labelled, owned), manager: "helm"))
        let live = Self.live([:], owned).merged(with: ["metadata": ["labels": ["a": "b", "theirs": "c"]]])
        #expect(AppliedState.isCurrent(Self.object(labelled), in: live, manager: "helm"))
        #expect(!AppliedState.isCurrent(Self.object([:]), in: live, manager: "helm"))
    }

    @Test func deepNestingIsNotFollowed() {
        func nested(_ depth: Int, _ key: String, _ end: Value) -> Value {
            (0..<depth).reduce(end) { inner, _ in .object([key: inner]) }
        }
        func isCurrent(_ depth: Int) -> Bool {
            AppliedState.isCurrent(
                Self.object(["a": nested(depth, "a", 1)]),
                in: Self.live(["a": nested(depth, "a", 1)], ["f:a": nested(depth, "f:a", [:])]), manager: "helm")
        }
        #expect(isCurrent(50))
        #expect(!isCurrent(500))
    }
}

import Testing
import Value

@testable import Releases

/// What no server takes is refused before the first half of a release is there (F7).
@Suite struct SizeRuleTests {
    private func text(_ count: Int) -> Value { .string(String(repeating: "x", count: count)) }

    private func object(_ kind: String, _ fields: Object) -> Value {
        let head: Object = ["apiVersion": "v1", "kind": .string(kind), "metadata": ["name": "a"]]
        return .object(head.merged(with: fields))
    }

    @Test func whatFitsIsTaken() {
        let limit = SizeRule.dataBytes
        #expect(SizeRule.obstacle(object("ConfigMap", ["data": ["a": text(limit)]])) == nil)
        // Base64 of the whole limit.
        #expect(SizeRule.obstacle(object("Secret", ["data": ["a": text((limit + 2) / 3 * 4)]])) == nil)
        #expect(SizeRule.obstacle(object("ConfigMap", ["binaryData": ["a": text(limit)]])) == nil)
        #expect(SizeRule.obstacle(object("Pod", ["spec": ["a": text(limit)]])) == nil)
    }

    @Test func whatDoesNotFitIsNamedWithItsSize() {
        let over = SizeRule.dataBytes + 1
        #expect(
            SizeRule.obstacle(object("ConfigMap", ["data": ["a": text(over)]]))
                == "holds 1048577 bytes of data, and a server takes 1048576")
        #expect(SizeRule.obstacle(object("ConfigMap", ["data": ["a": text(over / 2), "b": text(over)]])) != nil)
        #expect(SizeRule.obstacle(object("Secret", ["stringData": ["a": text(over)]])) != nil)
        #expect(SizeRule.obstacle(object("Secret", ["data": ["a": text(over / 3 * 4 + 8)]])) != nil)
        let large = object("Pod", ["spec": ["a": text(SizeRule.objectBytes)]])
        #expect(SizeRule.obstacle(large)?.hasSuffix(" bytes, and a cluster stores 1572864") == true)
    }
}

import Testing
import Value

@testable import Preflight

@Suite struct InternedTests {
    @Test func equalElementsAreTheFirstOfThem() {
        var texts = Interned<String>()
        #expect(texts("a") == "a")
        #expect(texts("b") == "b")
        #expect(texts("a") == "a")
        // Objects are equal whatever their order, and then the first one's is taken.
        var values = Interned<Value>()
        let first = values(["a": 1, "b": 2])
        let second = values(["b": 2, "a": 1])
        #expect(first == second)
        #expect(second.object?.keys == ["a", "b"])
    }
}

import Testing

@testable import Preflight

/// Paths of fields, and what covers what.
@Suite struct FieldPathTests {
    @Test(arguments: [
        ("value", ["value"]), ("metadata.labels", ["metadata", "labels"]),
        (#"metadata.annotations["a.b/c"]"#, ["metadata", "annotations", "a.b/c"]),
        ("metadata.annotations['a/b'].x", ["metadata", "annotations", "a/b", "x"]), (".spec.a", ["spec", "a"]),
    ])
    func aPathIsKeys(_ text: String, _ keys: [String]) throws {
        let path = try FieldPath(text)
        #expect(path.keys == keys)
        #expect(try FieldPath(path.description) == path)
    }

    @Test(arguments: [
        ("", "names no field"), (".", "names no field"), ("a[0].b", "leave the index out"),
        ("a..b", "a key is missing"),
        ("a['b", "the quote is not closed"), ("a.", "a key is missing"),
    ])
    func whatIsNoPathIsRefused(_ text: String, _ says: String) throws {
        let error = try #require(throws: PreflightError.self) { try FieldPath(text) }
        #expect(error.code == .invalidCheck)
        #expect(error.message.contains(says), "\(error)")
    }

    @Test(arguments: [
        ("spec", "spec.type", true), ("spec", "spec", true), ("spec.type", "spec", false), ("spec", "special", false),
        ("metadata.labels", "metadata.labels['a/b']", true), ("status.a", "status.b", false),
    ])
    func aSubtreeCoversWhatIsInIt(_ outer: String, _ inner: String, _ covers: Bool) throws {
        #expect(try FieldPath(outer).covers(try FieldPath(inner)) == covers)
    }

    @Test func whatIsCoveredIsNotNamedTwice() throws {
        let paths = try ["spec.b.c", "spec", "a.b", "special", "a.b", "spec.a", "a.bc"].map { try FieldPath($0) }
        #expect(FieldPath.reduced(paths).map(\.description) == ["a.b", "a.bc", "spec", "special"])
        #expect(FieldPath.reduced([FieldPath]()).isEmpty)
    }
}

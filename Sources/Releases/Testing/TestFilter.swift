/// Which tests of a release run: `helm test --filter`.
public struct TestFilter: Sendable, Hashable {
    /// Empty for all.
    public var included: Set<String> = []
    public var excluded: Set<String> = []

    public init() {}

    /// Reads `name=TEST` and `!name=TEST`, several in one with commas between them.
    ///
    /// - Throws: `ReleaseError` with code `invalidRequest` for anything else, which Helm passes over.
    public init(_ texts: [String]) throws(ReleaseError) {
        for text in texts.flatMap({ $0.split(separator: ",", omittingEmptySubsequences: false) }) {
            var name = text
            let isExclusion = name.first == "!"
            // Helm takes one blank behind the mark.
            if isExclusion { name = name.dropFirst() }
            if isExclusion, name.first == " " { name = name.dropFirst() }
            guard name.hasPrefix("name="), name.count > 5 else {
                throw ReleaseError(
                    .invalidRequest, "the filter \(String(text).debugDescription) is not name=TEST or !name=TEST")
            }
            let test = String(name.dropFirst(5))
            if isExclusion { excluded.insert(test) } else { included.insert(test) }
        }
    }

    func allows(_ test: String) -> Bool {
        !excluded.contains(test) && (included.isEmpty || included.contains(test))
    }

    /// Refuses names that no test has: they would run nothing, and that would look like success.
    func check(_ tests: [String], of release: ReleaseName) throws(ReleaseError) {
        guard let unknown = included.union(excluded).subtracting(tests).min() else { return }
        throw ReleaseError(
            .invalidRequest,
            "it has no test \(unknown): "
                + (tests.isEmpty ? "it has none at all" : "its tests are \(tests.joined(separator: ", "))"),
            release: release.description)
    }
}

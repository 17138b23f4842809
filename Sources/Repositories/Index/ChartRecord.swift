import Value
import Versions

/// One version of a chart in an index.
struct ChartRecord: Sendable, Hashable {
    var name: String
    var version: SemanticVersion
    /// As the index writes it.
    var versionText: String
    var urls: [String]
    /// Empty when the index promises none.
    var digest: String

    /// The records that Helm would keep of one chart's entry, newest first.
    ///
    /// Null records and those that break Helm's rules for metadata are left out, as `loadIndex` does.
    /// - Throws: when the entry is not a list of records, where Helm refuses the whole index.
    static func list(_ entry: Value, chart: String) throws(RepositoryError) -> [ChartRecord] {
        if entry.isNull { return [] }
        guard let values = entry.array else { throw malformed(chart, "is not a list of versions") }
        var records: [ChartRecord] = []
        for value in values where !value.isNull {
            guard let object = value.object else { throw malformed(chart, "holds \(value.typeName) as a version") }
            if let record = try ChartRecord(object, chart: chart) { records.append(record) }
        }
        // Swift's sort keeps the order of equals.
        return records.sorted { $0.version > $1.version }
    }

    private init?(_ object: Object, chart: String) throws(RepositoryError) {
        func field(_ key: String) throws(RepositoryError) -> String {
            guard let value = object[key], !value.isNull else { return "" }
            guard let text = Self.text(value) else { throw Self.malformed(chart, "holds \(value.typeName) as \(key)") }
            return text
        }
        name = try field("name")
        versionText = try field("version")
        digest = try field("digest")
        // As Helm: a record without a proper version is left out.
        guard Self.isValid(name: name), let version = try? SemanticVersion(versionText) else { return nil }
        self.version = version
        for list in ["maintainers", "dependencies"] where object[list]?.array?.contains(.null) == true { return nil }
        urls = []
        for url in object["urls"]?.array ?? [] where !url.isNull {
            guard let text = Self.text(url) else { throw Self.malformed(chart, "holds \(url.typeName) as an URL") }
            urls.append(text)
        }
    }

    private static func isValid(name: String) -> Bool {
        !name.isEmpty && name != "." && name != ".." && !name.utf8.contains { $0 == 0x2F || $0 == 0x5C || $0 < 0x20 }
    }

    /// A scalar where Helm wants text: it takes numbers and booleans, too.
    static func text(_ value: Value) -> String? {
        switch value {
        case .string(let text): text
        case .integer, .float, .bool: value.json()
        default: nil
        }
    }

    private static func malformed(_ chart: String, _ what: String) -> RepositoryError {
        RepositoryError(
            .invalidIndex, "the index's entry of chart \"\(RepositoryError.plain(chart))\" \(what)",
            hint: "tell the repository's owner, or take another repository")
    }
}

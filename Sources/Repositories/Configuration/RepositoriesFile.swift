import Value
import YAML

/// The content of Helm's `repositories.yaml`, to be changed: what nobody knows here stays as it is.
struct RepositoriesFile {
    private var root: Object
    private let file: String

    /// - Parameters:
    ///   - bytes: nil for a file that is not there.
    ///   - file: for messages; its text is quoted in none, for it holds passwords.
    init(_ bytes: [UInt8]?, file: String) throws(RepositoryError) {
        self.file = file
        var rules = YAMLRules.helm
        rules.quotesSource = false
        let value: Value
        do {
            value = try YAML.decode(bytes ?? [], file: file, rules: rules)
        } catch {
            throw RepositoryError(
                .invalidConfiguration, "cannot read Helm's repositories: \(error)", hint: Self.repair,
                underlying: error)
        }
        let list = value["repositories"] ?? .null
        guard value.isNull || value.object != nil, list.isNull || list.array != nil else {
            throw RepositoryError(
                .invalidConfiguration, "\(file) is not a list of Helm's repositories", hint: Self.repair)
        }
        // Helm writes these of a file that it has just made.
        root = ["apiVersion": "", "generated": "0001-01-01T00:00:00Z"]
        root = root.merged(with: value.object ?? [:])
    }

    private static let repair = "repair the file, or name another with HELM_REPOSITORY_CONFIG"

    private var records: [Value] {
        get { root["repositories"]?.array ?? [] }
        set { root["repositories"] = .array(newValue) }
    }

    var names: [String] { records.compactMap { Self.name($0) } }

    /// The same repository again changes nothing; another under the name replaces it only when `replacing`.
    ///
    /// - Throws: `RepositoryError` when the name is taken.
    mutating func add(_ repository: NewRepository, replacing: Bool) throws(RepositoryError) -> HelmRepositories.Addition
    {
        guard let index = records.firstIndex(where: { Self.name($0) == repository.name }) else {
            records.append(.object(repository.fields))
            return .added
        }
        if Self.known(records[index]) == repository.fields { return .unchanged }
        guard replacing else {
            throw RepositoryError(
                .invalidConfiguration,
                "repository name (\(repository.name)) already exists, please specify a different name",
                hint: "--force-update replaces it")
        }
        records[index] = .object((records[index].object ?? [:]).merged(with: repository.fields))
        return .replaced
    }

    /// - Throws: `RepositoryError` when one of the names is not there; nothing is removed then.
    mutating func remove(_ removed: [String]) throws(RepositoryError) {
        guard !names.isEmpty else { throw RepositoryError(.invalidConfiguration, "no repositories configured") }
        for name in removed where !names.contains(name) {
            throw RepositoryError(
                .invalidConfiguration, "no repo named \"\(RepositoryError.plain(name))\" found",
                hint: "known are \(names.prefix(20).joined(separator: ", ")); nothing was removed")
        }
        records.removeAll { record in record.isNull || Self.name(record).map(removed.contains) == true }
    }

    /// As Helm writes it: keys sorted, and every field of every repository there.
    var bytes: [UInt8] {
        var root = root
        root["repositories"] = .array(
            records.map { record in
                guard let object = record.object else { return record }
                return .object(object.merged(with: Self.known(record)))
            })
        return YAML.encodeBytes(.object(root))
    }

    private static func name(_ record: Value) -> String? { record["name"].flatMap(ChartRecord.text) }

    /// Helm's fields of a record, as Helm reads them.
    private static func known(_ record: Value) -> Object {
        var fields = NewRepository(name: "", url: "").fields
        for (key, value) in fields {
            if case .bool = value {
                fields[key] = .bool(record[key]?.bool ?? false)
            } else {
                fields[key] = .string(record[key].flatMap(ChartRecord.text) ?? "")
            }
        }
        return fields
    }
}

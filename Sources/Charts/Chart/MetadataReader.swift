import Value
import YAML

/// Reads `Chart.yaml`, `requirements.yaml` and lock files as Helm's typed decoding does.
struct MetadataReader {
    private(set) var metadata: ChartMetadata?

    mutating func read(_ file: ChartFile) throws(ChartError) {
        var read = metadata ?? ChartMetadata()
        try decode(file, as: "loader.chartBase", into: &read)
        // Helm 2 accepted charts without an API version; they are version 1.
        if read.apiVersion.isEmpty { read.apiVersion = "v1" }
        metadata = read
    }

    /// What one `Chart.yaml` says, nothing filled in and no rule applied: Helm's `LoadChartfile`.
    static func plain(_ file: ChartFile) throws(ChartError) -> ChartMetadata {
        var metadata = ChartMetadata()
        try MetadataReader().decode(file, into: &metadata)
        return metadata
    }

    /// `requirements.yaml` may set any field of the metadata; Helm decodes it over `Chart.yaml`.
    mutating func readRequirements(_ file: ChartFile, warnings: inout [String]) throws(ChartError) {
        var read = metadata ?? ChartMetadata()
        if read.apiVersion != "v1" {
            warnings.append(
                "dependencies are handled in Chart.yaml since apiVersion \"v2\"; move those of requirements.yaml there")
        }
        try decode(file, into: &read)
        metadata = read
    }

    func readLock(_ file: ChartFile) throws(ChartError) -> ChartLock {
        let fields = try FieldReader(file, type: "v2.Lock")
        var lock = ChartLock()
        try fields.set(&lock.generated, "generated")
        try fields.set(&lock.digest, "digest")
        lock.dependencies = try fields.dependencies() ?? []
        return lock
    }

    private func decode(
        _ file: ChartFile, as type: String = "v2.Metadata", into metadata: inout ChartMetadata
    ) throws(ChartError) {
        let fields = try FieldReader(file, type: type)
        try fields.set(&metadata.name, "name")
        try fields.set(&metadata.home, "home")
        try fields.set(&metadata.sources, "sources")
        try fields.set(&metadata.version, "version")
        try fields.set(&metadata.description, "description")
        try fields.set(&metadata.keywords, "keywords")
        if let maintainers = try fields.objects("maintainers", type: "Maintainer") {
            metadata.maintainers = []
            for maintainer in maintainers { metadata.maintainers.append(try Self.maintainer(maintainer)) }
        }
        try fields.set(&metadata.icon, "icon")
        try fields.set(&metadata.apiVersion, "apiVersion")
        try fields.set(&metadata.condition, "condition")
        try fields.set(&metadata.tags, "tags")
        try fields.set(&metadata.appVersion, "appVersion")
        try fields.set(&metadata.isDeprecated, "deprecated")
        try fields.set(&metadata.annotations, "annotations")
        try fields.set(&metadata.kubeVersion, "kubeVersion")
        if let dependencies = try fields.dependencies() { metadata.dependencies = dependencies }
        try fields.set(&metadata.type, "type")
    }

    private static func maintainer(_ fields: FieldReader?) throws(ChartError) -> ChartMaintainer? {
        guard let fields else { return nil }
        var maintainer = ChartMaintainer()
        try fields.set(&maintainer.name, "name")
        try fields.set(&maintainer.email, "email")
        try fields.set(&maintainer.url, "url")
        return maintainer
    }
}

/// The fields of one object, decoded to types with the words of Go's `encoding/json` where they do not fit.
///
/// Scalars become texts where a text is due, as sigs.k8s.io/yaml makes them. Null leaves a field as it was.
struct FieldReader {
    private let object: Object
    private let path: String
    /// The way to the object, as `.dependencies.0`; empty for the whole file's.
    private let place: String

    /// - Parameter type: the Go type that the whole file is read to.
    init(_ file: ChartFile, type: String) throws(ChartError) {
        path = file.path
        place = ""
        let value: Value
        // A float that becomes text keeps Go's form of it: `appVersion: 72445e2` is "7.2445e+06".
        var rules = YAMLRules.helm
        rules.numbersAsJSON = false
        do {
            value = try YAML.decode(file.text, file: file.path, rules: rules)
        } catch {
            throw ChartError(
                code: .badMetadata, message: "cannot load \(file.path): \(error)", path: file.path, underlying: error)
        }
        switch value {
        case .null: object = Object()
        case .object(let members): object = members
        default: throw Self.mismatch(value, "Go value of type \(type)", path: file.path)
        }
    }

    private init(object: Object, path: String, place: String) {
        self.object = object
        self.path = path
        self.place = place
    }

    /// Go's decoder takes keys of any case, and the last one wins.
    private func value(_ key: String) -> Value? {
        let found = object[key] ?? object.first { $0.key.lowercased() == key.lowercased() }?.value
        return found == .null ? nil : found
    }

    func set(_ field: inout String, _ key: String) throws(ChartError) {
        guard let value = value(key) else { return }
        field = try text(value, key)
    }

    func set(_ field: inout Bool, _ key: String) throws(ChartError) {
        guard let value = value(key) else { return }
        guard let bool = value.bool else { throw mismatch(value, key, "bool") }
        field = bool
    }

    func set(_ field: inout [String], _ key: String) throws(ChartError) {
        guard let value = value(key) else { return }
        guard let elements = value.array else { throw mismatch(value, key, "[]string") }
        var texts: [String] = []
        for (index, element) in elements.enumerated() {
            texts.append(element == .null ? "" : try text(element, "\(key).\(index)"))
        }
        field = texts
    }

    func set(_ field: inout [String: String], _ key: String) throws(ChartError) {
        guard let value = value(key) else { return }
        guard let members = value.object else { throw mismatch(value, key, "map[string]string") }
        for (name, member) in members { field[name] = member == .null ? "" : try text(member, "\(key).\(name)") }
    }

    /// The objects of a list; null elements stay nil, for the rules to refuse.
    func objects(_ key: String, type: String) throws(ChartError) -> [FieldReader?]? {
        guard let value = value(key) else { return nil }
        guard let elements = value.array else { throw mismatch(value, key, "[]*v2.\(type)") }
        var readers: [FieldReader?] = []
        for (index, element) in elements.enumerated() {
            let place = "\(place).\(key).\(index)"
            switch element {
            case .null: readers.append(nil)
            case .object(let members): readers.append(FieldReader(object: members, path: path, place: place))
            default: throw Self.mismatch(element, "\(place) of type v2.\(type)", path: path)
            }
        }
        return readers
    }

    func dependencies() throws(ChartError) -> [ChartDependency]? {
        guard let readers = try objects("dependencies", type: "Dependency") else { return nil }
        var dependencies: [ChartDependency] = []
        for reader in readers {
            guard let reader else {
                throw ChartError(
                    code: .badMetadata, message: "validation: dependencies must not contain empty or null nodes",
                    path: path)
            }
            dependencies.append(try reader.dependency())
        }
        return dependencies
    }

    private func dependency() throws(ChartError) -> ChartDependency {
        var dependency = ChartDependency()
        try set(&dependency.name, "name")
        try set(&dependency.version, "version")
        try set(&dependency.repository, "repository")
        try set(&dependency.condition, "condition")
        try set(&dependency.tags, "tags")
        try set(&dependency.isEnabled, "enabled")
        if let value = value("import-values") {
            guard let elements = value.array else { throw mismatch(value, "import-values", "[]interface {}") }
            dependency.importValues = elements
        }
        try set(&dependency.alias, "alias")
        return dependency
    }

    private func text(_ value: Value, _ key: String) throws(ChartError) -> String {
        switch value {
        case .string(let text): return text
        case .bool(let bool): return bool ? "true" : "false"
        case .integer(let integer): return String(integer)
        case .float(let float): return FloatText.general(float)
        case .number(let literal): return literal
        case .null, .array, .object: throw mismatch(value, key, "string")
        }
    }

    private func mismatch(_ value: Value, _ key: String, _ wanted: String) -> ChartError {
        Self.mismatch(value, "Go struct field \(place).\(key) of type \(wanted)", path: path)
    }

    private static func mismatch(_ value: Value, _ target: String, path: String) -> ChartError {
        let name =
            switch value {
            case .bool: "bool"
            case .integer, .float, .number: "number"
            default: value.typeName
            }
        let reason = "json: cannot unmarshal \(name) into \(target)"
        return ChartError(
            code: .badMetadata,
            message: "cannot load \(path): error unmarshaling JSON: while decoding JSON: \(reason)", path: path)
    }
}

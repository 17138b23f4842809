import BuiltIn
import Value
import YAML

extension ConformanceProfile {
    /// Their names, sorted.
    public static var names: [String] {
        BuiltIn.files(below: folder).compactMap { file in
            file.path.hasSuffix(ending) ? String(file.path.dropLast(ending.count)) : nil
        }
        .sorted()
    }

    /// - Throws: `PreflightError` with code `unknownCheck` for a name that none has.
    public static func builtIn(_ name: String) throws(PreflightError) -> ConformanceProfile {
        guard let file = BuiltIn.files(below: folder).first(where: { $0.path == name + ending }) else {
            let question = CloseNames.question(name, among: names)
            throw PreflightError(
                .unknownCheck,
                "there is no profile '\(name)'\(question); known are \(names.joined(separator: ", "))")
        }
        return try ConformanceProfile(yaml: file.text, file: "\(folder)/\(file.path)")
    }

    private static let folder = "checks/profiles"
    private static let ending = ".yaml"

    /// Reads a profile's file.
    ///
    /// - Throws: `PreflightError` with code `invalidCheck` and the place.
    public init(yaml text: String, file: String) throws(PreflightError) {
        guard text.utf8.count <= PreflightLimits.profileBytes else {
            throw PreflightError(
                .invalidCheck, "\(file): is larger than \(PreflightLimits.profileBytes) bytes, the limit of a profile")
        }
        do {
            try self.init(YAMLFields(try YAML.decodeDocument(text, file: file)))
        } catch {
            throw error as? PreflightError ?? PreflightError(.invalidCheck, "\(error)", underlying: error)
        }
        guard file.hasSuffix("/\(name)\(Self.ending)") || file == name + Self.ending else {
            throw PreflightError(.invalidCheck, "\(file): the name is '\(name)', so the file's name must be too")
        }
    }

    private init(_ fields: YAMLFields) throws {
        try fields.rejectUnknown(known: ["apiVersion", "kind", "name", "title", "source", "requirements"])
        _ = try fields.requiredString("apiVersion")
        _ = try fields.choice("apiVersion", of: ["groundcrew/v1"])
        _ = try fields.requiredString("kind")
        _ = try fields.choice("kind", of: ["Profile"])
        let list = try fields.list("requirements") ?? []
        guard !list.isEmpty, list.count <= PreflightLimits.requirements else {
            throw fields.error("requirements", "must hold from 1 to \(PreflightLimits.requirements)")
        }
        var requirements: [Requirement] = []
        for item in list {
            let requirement = try Requirement(item)
            guard !requirements.contains(where: { $0.id == requirement.id }) else {
                throw item.error("id", "'\(requirement.id)' is there twice")
            }
            requirements.append(requirement)
        }
        self.init(
            name: try fields.requiredString("name"), title: try fields.requiredString("title"),
            source: try fields.requiredString("source"), requirements: requirements)
    }
}

extension ConformanceProfile.Requirement {
    fileprivate init(_ fields: YAMLFields) throws {
        try fields.rejectUnknown(known: ["id", "level", "title", "text", "checks", "ifOffered", "runNeeded"])
        _ = try fields.requiredString("level")
        let choices = ConformanceProfile.Level.allCases.map(\.rawValue)
        guard let level = try fields.choice("level", of: choices).flatMap(ConformanceProfile.Level.init) else {
            throw fields.error("level", "is required")
        }
        self.init(
            id: try fields.requiredString("id"), level: level, title: try fields.requiredString("title"),
            text: try fields.requiredString("text"), checks: try fields.strings("checks") ?? [],
            isIfOffered: try fields.bool("ifOffered") ?? false, runNeeded: try fields.string("runNeeded"))
        guard !checks.isEmpty || runNeeded != nil else {
            throw fields.error("checks", "is required where runNeeded is not: nothing would tell of it otherwise")
        }
    }
}

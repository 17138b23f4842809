import BuiltIn

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// The checks that are known, in the order in which reports show them.
public struct CheckCatalog: Sendable {
    public private(set) var checks: [CheckDefinition]

    /// - Throws: `PreflightError` with code `invalidCheck` when a check requires one that does not exist, or itself in
    ///   the end.
    public init(_ checks: [CheckDefinition]) throws(PreflightError) {
        self.checks = try Self.ordered(checks)
    }

    /// The checks in the binary, read once.
    public static func builtIn() throws(PreflightError) -> CheckCatalog { try loaded.get() }

    private static let loaded = Result { () throws(PreflightError) in try load() }

    private static func load() throws(PreflightError) -> CheckCatalog {
        var checks: [CheckDefinition] = []
        for file in BuiltIn.files(below: "checks") where file.path.hasSuffix(".yaml") && !file.path.contains("/") {
            checks.append(try named(file.text, file: "checks/\(file.path)"))
        }
        return try CheckCatalog(checks)
    }

    /// With the checks of the user's folder; one with a known id takes the place of the known one.
    public func adding(_ folder: String) throws(PreflightError) -> CheckCatalog {
        let names: [String]
        do {
            names = try FileManager.default.contentsOfDirectory(atPath: folder)
                .filter { $0.hasSuffix(".yaml") || $0.hasSuffix(".yml") }.sorted()
        } catch {
            throw PreflightError(.invalidCheck, "\(folder): the folder cannot be read: \(error)", underlying: error)
        }
        guard !names.isEmpty else {
            throw PreflightError(.invalidCheck, "\(folder): holds no check: no file in it ends in .yaml")
        }
        var checks = self.checks
        var added: [String: String] = [:]
        for name in names {
            let file = "\(folder)/\(name)"
            let check = try Self.named(try Self.text(of: file), file: file)
            if let other = added.updateValue(file, forKey: check.id) {
                throw PreflightError(.invalidCheck, "\(file): the id '\(check.id)' is also that of \(other)")
            }
            checks.removeAll { $0.id == check.id }
            checks.append(check)
        }
        return try CheckCatalog(checks)
    }

    public subscript(id: String) -> CheckDefinition? { checks.first { $0.id == id } }

    /// - Throws: `PreflightError` with code `unknownCheck` that lists the known ones.
    public func check(_ id: String) throws(PreflightError) -> CheckDefinition {
        guard let check = self[id] else {
            let known = checks.map(\.id).sorted().joined(separator: ", ")
            throw PreflightError(.unknownCheck, "there is no check '\(id)'; known are \(known)")
        }
        return check
    }

    private static func text(of file: String) throws(PreflightError) -> String {
        do {
            return try String(contentsOfFile: file, encoding: .utf8)
        } catch {
            throw PreflightError(.invalidCheck, "\(file): cannot be read: \(error)", underlying: error)
        }
    }

    /// A check whose file must bear its id, so that a message about it leads to its file.
    private static func named(_ text: String, file: String) throws(PreflightError) -> CheckDefinition {
        let check = try CheckDefinition(yaml: text, file: file)
        let name = file.split(separator: "/").last.map(String.init) ?? file
        guard name == "\(check.id).yaml" || name == "\(check.id).yml" else {
            throw PreflightError(.invalidCheck, "\(file): the id is '\(check.id)', so the file's name must be too")
        }
        return check
    }

    /// By category in order of appearance stays to the reports; here what is required comes before what requires it.
    private static func ordered(_ checks: [CheckDefinition]) throws(PreflightError) -> [CheckDefinition] {
        var ordered: [CheckDefinition] = []
        var waiting = checks.sorted { $0.id < $1.id }
        for check in waiting {
            for id in check.requires where !waiting.contains(where: { $0.id == id }) {
                throw PreflightError(.invalidCheck, "\(check.file): requires the check '\(id)', which does not exist")
            }
        }
        while !waiting.isEmpty {
            let isReady = { (check: CheckDefinition) in
                check.requires.allSatisfy { id in ordered.contains { $0.id == id } }
            }
            guard let index = waiting.firstIndex(where: isReady) else {
                let names = waiting.map(\.id).joined(separator: ", ")
                throw PreflightError(.invalidCheck, "\(waiting[0].file): the checks \(names) require each other")
            }
            ordered.append(waiting.remove(at: index))
        }
        return ordered
    }
}

public import Value

/// What was found in a provider's folder.
public struct ProviderLintReport: Sendable, Equatable {
    /// The provider's, or the folder's where the provider cannot be read.
    public var name: String
    public var folder: String
    public var findings: [ProviderLintFinding] = []
    /// Which engines, modes and routers go together; empty where the provider cannot be read.
    public var combinations: [ProviderCombination] = []

    init(name: String, folder: String) {
        self.name = name
        self.folder = folder
    }

    /// Of a folder that cannot be loaded.
    ///
    /// - Parameter place: where the fault is when the error does not say; nil for the provider's definition.
    public init(broken error: ProviderError, in folder: String, at place: String? = nil) {
        self.init(name: folder.split(separator: "/").last.map(String.init) ?? folder, folder: folder)
        findings = [ProviderLintFinding(error, in: folder, at: place)]
    }

    public func count(of severity: ProviderLintFinding.Severity) -> Int {
        findings.count { $0.severity == severity }
    }

    /// What JSON and YAML output shows.
    public var value: Value {
        [
            "name": .string(name), "folder": .string(folder), "findings": .array(findings.map(\.value)),
            "combinations": .array(combinations.map(\.value)),
        ]
    }
}

import Charts
import Readiness
import Value

extension ProviderLintRun {
    /// What an object is called.
    struct MadeObject: Hashable {
        var apiVersion: String
        var kind: String
        var name: String

        init(_ object: Value) {
            apiVersion = object["apiVersion"]?.string ?? ""
            kind = object["kind"]?.string ?? ""
            name = object["metadata"]?["name"]?.string ?? ""
        }
    }

    /// Related objects that seem to be meant for what the chart makes, and are not called as that.
    mutating func lintMadeRelated() {
        guard let sample else { return }
        for other in definition.readiness.related {
            let path = "readiness.related.\(other.name)"
            let ofKind = made.filter { $0.apiVersion == other.apiVersion && $0.kind == other.kind }
            guard !ofKind.isEmpty else {
                lintRelatedKind(other, at: path)
                continue
            }
            // A name that cannot be told is found with the contract.
            guard let wanted = try? definition.readiness.place(of: other, for: sample.object),
                !ofKind.contains(where: { $0.name == wanted.name })
            else { continue }
            add(
                .warning, path: "\(path).name",
                "comes out as \(wanted.name), and each \(other.kind) that the chart makes has another name: "
                    + ofKind.map(\.name).sorted().joined(separator: ", "))
        }
    }

    /// Kubernetes itself, and the provider's operator, make further kinds beside those of the chart.
    private mutating func lintRelatedKind(_ other: ReadinessContract.Related, at path: String) {
        let isOwn = definition.resource.map { other.apiVersion.hasPrefix("\($0.group)/") } ?? false
        guard !isOwn, !Capabilities.builtInAPIVersions.contains(other.apiVersion) else { return }
        let kinds = Set(made.filter { $0.apiVersion == other.apiVersion }.map(\.kind)).sorted()
        guard !kinds.isEmpty else { return }
        add(
            .warning, path: "\(path).kind",
            "is \(other.kind), and of \(other.apiVersion) the chart makes only \(kinds.joined(separator: ", "))"
                + CloseNames.question(other.kind, among: kinds))
    }
}

import Kubernetes
import Value
import Versions

/// What becomes of the objects of a CRD and of their users when it changes from one to another; asks no cluster.
///
/// Versions are compared with those of the same name. Where objects are converted by nothing but their version's name,
/// the versions of the new one are compared with each other, too: what differs is lost on the way from one to the other.
enum CRDChange {
    static func findings(from old: Value, to new: Value) -> [CRDFinding] {
        identity(old, new) + names(old, new) + versions(old, new) + conversion(old, new) + schemas(old, new)
            + crossings(old, new)
    }

    // MARK: - The whole

    private static func identity(_ old: Value, _ new: Value) -> [CRDFinding] {
        var findings: [CRDFinding] = []
        for (key, kind) in [("group", CRDFinding.Class.groupChanged), ("scope", .scopeChanged)] {
            let (before, after) = (old["spec"]?[key]?.string ?? "", new["spec"]?[key]?.string ?? "")
            guard before != after, !before.isEmpty else { continue }
            findings.append(
                CRDFinding(
                    kind, "spec.\(key)", "of the CRD: its \(key) would change from \(before) to \(after)", .refused))
        }
        if old["spec"]?["preserveUnknownFields"] == true, new["spec"]?["preserveUnknownFields"] != true {
            findings.append(
                CRDFinding(
                    .unknownFieldsNarrowed, "spec.preserveUnknownFields",
                    "would end: objects would lose every field that their schema does not name", .unsafe))
        }
        return findings
    }

    private static func names(_ old: Value, _ new: Value) -> [CRDFinding] {
        let (before, after) = (CRDNames(old), CRDNames(new))
        var findings: [CRDFinding] = []
        func add(_ key: String, _ from: String, _ to: String, _ effect: CRDFinding.Effect) {
            guard from != to, !from.isEmpty else { return }
            findings.append(
                CRDFinding(
                    .namesChanged, "spec.names.\(key)", "of the CRD: its \(key) would change from \(from) to \(to)",
                    effect))
        }
        add("kind", before.kind, after.kind, .refused)
        add("plural", before.plural, after.plural, .refused)
        add("singular", before.singular, after.singular, .harmless)
        add("listKind", before.listKind, after.listKind, .harmless)
        for (key, lost) in [
            ("shortNames", before.shortNames.subtracting(after.shortNames)),
            ("categories", before.categories.subtracting(after.categories)),
        ] where !lost.isEmpty {
            findings.append(
                CRDFinding(
                    .namesChanged, "spec.names.\(key)", "would lose \(lost.sorted().joined(separator: ", "))", .harmless
                ))
        }
        return findings
    }

    // MARK: - Versions

    private static func versions(_ old: Value, _ new: Value) -> [CRDFinding] {
        let after = new.crdVersions
        let stored = (old["status"]?["storedVersions"]?.array ?? []).compactMap(\.string)
        var findings = stored.filter { after[$0] == nil }.map { name in
            CRDFinding(
                .storedVersionRemoved, "spec.versions[\(name)]",
                "would go, and objects may be stored in it (status.storedVersions)", version: name, .refused)
        }
        for (name, version) in old.crdVersions.sorted(by: { $0.key < $1.key }) where version["served"] == true {
            guard after[name]?["served"] != true, after[name] != nil || !stored.contains(name) else { continue }
            findings.append(
                CRDFinding(
                    .servedVersionRemoved, "spec.versions[\(name)]", "would no longer be served", version: name,
                    .harmless))
        }
        return findings
    }

    /// Whether a webhook converts now, and nothing would any more.
    static func endsWebhook(from old: Value, to new: Value) -> Bool {
        old.conversionStrategy == "Webhook" && new.conversionStrategy == "None"
    }

    /// What the server's refusal of the new CRD is about; nil where the findings say it already.
    static func refusal(
        by error: KubernetesError, from old: Value, to new: Value, beside findings: [CRDFinding]
    ) -> CRDFinding? {
        let isOfConversion =
            error.causes.isEmpty
            ? error.message.contains("spec.conversion")
            : error.causes.contains { $0.field.hasPrefix("spec.conversion") }
        if endsWebhook(from: old, to: new), isOfConversion {
            return CRDFinding(
                .conversionRefused, "spec.conversion.webhook",
                "would stay in part beside the strategy None, which the server refuses: \(error.words)", .refused)
        }
        guard !findings.contains(where: { $0.effect == .refused }) else { return nil }
        return CRDFinding(.unknownChange, "spec", "would be refused: \(error.words)", .refused)
    }

    private static func conversion(_ old: Value, _ new: Value) -> [CRDFinding] {
        let (before, after) = (old.conversionStrategy, new.conversionStrategy)
        guard before != after else { return [] }
        let converts = old.crdVersions.count > 1 || new.crdVersions.count > 1
        return [
            CRDFinding(
                .conversionChanged, "spec.conversion.strategy", "would change from \(before) to \(after)",
                after == "None" && converts ? .unsafe : .harmless)
        ]
    }

    private static func schemas(_ old: Value, _ new: Value) -> [CRDFinding] {
        let after = new.crdVersions
        return old.crdVersions.sorted { $0.key < $1.key }.flatMap { name, version -> [CRDFinding] in
            guard let next = after[name] else { return [] }
            return SchemaComparison.findings(from: version.crdSchema, to: next.crdSchema, version: name)
                + subresources(version, next, name)
        }
    }

    private static func subresources(_ old: Value, _ new: Value, _ version: String) -> [CRDFinding] {
        ["status", "scale"].compactMap { name in
            let (had, has) = (old["subresources"]?[name] != nil, new["subresources"]?[name] != nil)
            guard had != has else { return nil }
            return CRDFinding(
                .subresourceChanged, "spec.versions[\(version)].subresources.\(name)",
                has ? "would be written apart from the rest" : "would go", version: version, .harmless)
        }
    }

    // MARK: - From version to version

    /// What the old CRD has of it already is no change.
    private static func crossings(_ old: Value, _ new: Value) -> [CRDFinding] {
        guard new.conversionStrategy == "None" else { return [] }
        func losses(_ crd: Value, _ from: String, _ to: String) -> [CRDFinding] {
            let versions = crd.crdVersions
            guard let first = versions[from], let second = versions[to] else { return [] }
            return SchemaComparison.findings(from: first.crdSchema, to: second.crdSchema, version: "\(from)→\(to)")
                .filter { $0.effect != .harmless }
        }
        var findings: [CRDFinding] = []
        let (before, after) = (old.storageVersion ?? "", new.storageVersion ?? "")
        // The next write of an object would store it in the other version.
        if before != after { findings += losses(new, before, after) }
        let served = APIVersionOrder.sorted(new.crdVersions.filter { $0.value["served"] == true }.map(\.key))
        // From older to newer, as clients move.
        for (index, to) in served.enumerated() {
            for from in served[(index + 1)...] where (from, to) != (before, after) {
                let known = Set(old.conversionStrategy == "None" ? losses(old, from, to) : [])
                findings += losses(new, from, to).filter { !known.contains($0) }.map { finding in
                    var finding = finding
                    finding.effect = .harmless
                    return finding
                }
            }
        }
        return findings
    }
}

/// The names of a CRD, those that the server fills in included.
private struct CRDNames {
    let kind: String
    let plural: String
    let singular: String
    let listKind: String
    let shortNames: Set<String>
    let categories: Set<String>

    init(_ crd: Value) {
        let names = crd["spec"]?["names"]
        func text(_ key: String, otherwise: String) -> String {
            names?[key]?.string.flatMap { $0.isEmpty ? nil : $0 } ?? otherwise
        }
        kind = text("kind", otherwise: "")
        plural = text("plural", otherwise: "")
        singular = text("singular", otherwise: kind.lowercased())
        listKind = text("listKind", otherwise: "\(kind)List")
        shortNames = Set((names?["shortNames"]?.array ?? []).compactMap(\.string))
        categories = Set((names?["categories"]?.array ?? []).compactMap(\.string))
    }
}

extension Value {
    /// The versions of a CRD by name.
    var crdVersions: [String: Value] {
        Dictionary(
            (self["spec"]?["versions"]?.array ?? []).compactMap { version in
                version["name"]?.string.map { ($0, version) }
            }
        ) { first, _ in first }
    }

    /// The version in which a CRD's objects are stored when they are next written.
    var storageVersion: String? {
        (self["spec"]?["versions"]?.array ?? []).first { $0["storage"] == true }?["name"]?.string
    }

    /// Of one version; where there is none, anything goes.
    fileprivate var crdSchema: Value {
        self["schema"]?["openAPIV3Schema"] ?? ["type": "object", "x-kubernetes-preserve-unknown-fields": true]
    }

    fileprivate var conversionStrategy: String { self["spec"]?["conversion"]?["strategy"]?.string ?? "None" }
}

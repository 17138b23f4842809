import Value
import Versions
import YAML

/// Names, versions and selectors as Kubernetes and Helm take them, so that what they would refuse is refused where it is
/// written.
extension YAMLFields {
    /// A DNS label, such as a namespace.
    func label(_ key: String) throws(YAMLFieldError) -> String {
        let text = try requiredString(key)
        guard KubernetesName.isLabel(text) else {
            throw error(
                key, "is '\(text)', which cannot be a name: use at most 63 lower-case letters, digits and dashes")
        }
        return text
    }

    /// The name of a release.
    func releaseName(_ key: String) throws(YAMLFieldError) -> String {
        let text = try requiredString(key)
        guard KubernetesName.isSubdomain(text, longest: 53) else {
            throw error(
                key,
                "is '\(text)', which cannot be a release's name: use at most 53 lower-case letters, digits and dashes")
        }
        return text
    }

    /// `plural.group`.
    func crdName(_ key: String) throws(YAMLFieldError) -> String {
        let text = try requiredString(key)
        guard Self.isCRDName(text) else { throw error(key, Self.noCRD(text)) }
        return text
    }

    /// Names of CRDs.
    func crdNames(_ key: String) throws(YAMLFieldError) -> [String]? {
        guard let names = try strings(key) else { return nil }
        for (index, text) in names.enumerated() where !Self.isCRDName(text) {
            throw error(at: ValuePath([.key(key), .index(index)]), Self.noCRD(text))
        }
        return names
    }

    private static func isCRDName(_ text: String) -> Bool { text.contains(".") && KubernetesName.isSubdomain(text) }

    private static func noCRD(_ text: String) -> String {
        "is '\(text)', which cannot be a CRD's name: write plural.group, such as beacons.example.com"
    }

    /// Versions of an API, such as `v1beta1`.
    func apiVersions(_ key: String) throws(YAMLFieldError) -> [String]? {
        guard let versions = try strings(key) else { return nil }
        for (index, text) in versions.enumerated() where !KubernetesName.isLabel(text) {
            throw error(
                at: ValuePath([.key(key), .index(index)]),
                "is '\(text)', which cannot be the version of an API: write it without the group, such as v1")
        }
        return versions
    }

    /// One version, or a range of them.
    func version(_ key: String) throws(YAMLFieldError) -> String {
        let text = try requiredString(key)
        do { _ = try VersionConstraint(text) } catch {
            throw self.error(key, "is '\(text)', which is neither a version nor a range of versions: \(error)")
        }
        return text
    }

    /// A label selector; nil where there is none.
    func selector(_ key: String) throws(YAMLFieldError) -> String? {
        guard let text = try string(key) else { return nil }
        try check(selector: text, key)
        return text
    }

    func requiredSelector(_ key: String) throws(YAMLFieldError) -> String {
        let text = try requiredString(key)
        try check(selector: text, key)
        return text
    }

    private func check(selector text: String, _ key: String) throws(YAMLFieldError) {
        let selector: LabelSelector
        do { selector = try LabelSelector(text) } catch {
            throw self.error(key, "is '\(text)', which is not a label selector: \(error)")
        }
        if selector.isEmpty { throw error(key, "is empty, which means every object: leave it out, or name a label") }
        if let label = selector.keysWithoutValue.first {
            throw error(key, "wants the label \(label) without a value: write \(label)=VALUE, or \(label) for any")
        }
    }
}

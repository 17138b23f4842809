import GoTemplate
import Value
import YAML

/// The rules for what one template gave.
struct ManifestLint {
    let path: String
    let text: String
    let kubeVersion: KubernetesVersion

    /// - Returns: whether all of it is YAML.
    func run(_ report: inout LintReport) -> Bool {
        if let line = indentedFirstLine {
            report.add(
                .warning, path,
                "document starts with an illegal indent: \(GoQuote.quoted(line)), which may cause parsing problems")
        }
        do throws(ChartError) {
            try Self.forEachObject(in: Array(text.utf8), path: path) { object, value in check(object, value, &report) }
            return true
        } catch {
            report.add(.error, path, error)
            return false
        }
    }

    /// Decodes document by document, and goes on with the next only when one is judged.
    ///
    /// - Throws: at the first text that is not YAML, or not an object's.
    static func forEachObject(
        in text: [UInt8], path: String, _ judge: (LintObject, Value) -> Void
    ) throws(ChartError) {
        let parts = ValuesText.leadingDocuments(text)
        for document in parts.documents {
            let value: Value
            do {
                value = try YAML.decode(document, file: path, rules: .helm)
            } catch {
                throw ChartError(
                    code: .badFile, message: "unable to parse YAML: error converting YAML to JSON: \(error)",
                    path: path, underlying: error)
            }
            if let object = try LintObject(value) { judge(object, value) }
        }
        if let error = parts.error {
            throw ChartError(
                code: .badFile, message: "unable to parse YAML: \(error.message)", path: path, underlying: error)
        }
    }

    private func check(_ object: LintObject, _ value: Value, _ report: inout LintReport) {
        let problems = ObjectName.problems(object.name, kind: object.kind)
        if !problems.isEmpty {
            let name = GoQuote.quoted(object.name)
            let invalid = problems.map { "metadata.name: Invalid value: \(name): \($0)" }
            let list = invalid.count == 1 ? invalid[0] : "[\(invalid.joined(separator: ", "))]"
            report.add(
                .warning, path, "object name does not conform to Kubernetes naming requirements: \(name): \(list)")
        }
        if let deprecation = DeprecatedAPIs.find(object.apiVersion, object.kind), deprecation.holds(in: kubeVersion) {
            report.add(.warning, path, deprecation.message)
        }
        if ["Deployment", "ReplicaSet", "DaemonSet", "StatefulSet"].contains(object.kind) {
            report.require(
                text.contains("matchLabels") || text.contains("matchExpressions"), .error, path,
                "a \(object.kind) must contain matchLabels or matchExpressions, and "
                    + "\(GoQuote.quoted(object.name)) does not")
        }
        if object.kind == "List" {
            let items = value["items"]?.array ?? []
            report.require(
                !items.contains { $0["metadata"]?["annotations"]?["helm.sh/resource-policy"] != nil }, .error, path,
                "annotation 'helm.sh/resource-policy' within List objects are ignored")
        }
    }

    /// The first line that is not blank, when it begins with a space or a tab.
    private var indentedFirstLine: String? {
        for line in text.split(separator: "\n") {
            var line = String(line)
            if line.hasSuffix("\r") { line.removeLast() }
            if line.trimmingSpace().isEmpty { continue }
            return line.hasPrefix(" ") || line.hasPrefix("\t") ? line : nil
        }
        return nil
    }
}

/// The fields of an object that lint decodes to types.
struct LintObject {
    let apiVersion: String
    let kind: String
    let name: String

    /// nil for an empty document.
    ///
    /// - Throws: in the words of Go's decoder when a field is of another type.
    init?(_ value: Value) throws(ChartError) {
        if value.isNull { return nil }
        do throws(RenderError) {
            let head = try ManifestHead(value, of: "", path: "")
            kind = head.kind
            name = head.name
        } catch {
            let reason = error.reason.replacing("YAML parse error on : ", with: "")
                .replacing("SimpleHead.", with: "k8sYamlStruct.").replacing(
                    "util.SimpleHead", with: "rules.k8sYamlStruct")
            throw ChartError(code: .badFile, message: "unable to parse YAML: \(reason)")
        }
        apiVersion = value["apiVersion"]?.string ?? ""
    }
}

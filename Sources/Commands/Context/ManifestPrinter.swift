import Reports
import Value
import YAML

/// Prints manifests as they are, or as one `List` in JSON, which kubectl takes as well.
///
/// Those for a simulated cluster are called so in the list. Text stays what kubectl and Helm take: there, the session says
/// it on standard error.
struct ManifestPrinter {
    let output: any Output
    let format: OutputFormat
    var isSimulated = false
    var mark: SimulatedMark?

    /// - Throws: `YAMLError` when JSON is asked for and a manifest is not YAML.
    func print(_ manifest: String) throws {
        guard format == .json else { return output.write(plainText(manifest)) }
        let items = try YAML.decodeAll(manifest, file: "manifest", rules: .helm).map(\.value).filter { !$0.isNull }
        var list: Object = ["apiVersion": "v1", "kind": "List"]
        if isSimulated {
            list["simulated"] = true
            mark?.take()
        }
        list["items"] = .array(items)
        output.write(escapingControls(Value.object(list).json(pretty: true)) + "\n")
    }
}

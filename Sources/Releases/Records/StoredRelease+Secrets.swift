import Value
import YAML

extension StoredRelease {
    /// Names of the Secrets that its manifest and its hooks hold: whoever reads the record reads their data.
    ///
    /// - Throws: `YAMLError` for what cannot be read.
    var heldSecrets: [String] {
        get throws {
            var names: [String] = []
            for text in [manifest] + hooks.map(\.manifest) {
                for document in try YAML.decodeAll(text, file: "revision \(revision)", rules: .helm) {
                    for object in ObjectReader.flattened(document.value)
                    where object["kind"] == "Secret" && object["apiVersion"] == "v1" {
                        names.append(object["metadata"]?["name"]?.string ?? "(unnamed)")
                    }
                }
            }
            return names
        }
    }
}

import Value
import YAML

extension Kubeconfig {
    /// Reads and merges files; those that do not exist are skipped unless they must.
    ///
    /// - Throws: `KubernetesError` with code `configuration` that names the file.
    public static func load(
        _ files: KubeconfigFiles, reading reader: any FileReading
    ) throws(KubernetesError) -> Kubeconfig {
        var configs: [Kubeconfig] = []
        for path in files.paths {
            let bytes: [UInt8]
            do {
                bytes = try reader.read(path, upTo: Limits.kubeconfigBytes)
            } catch {
                if error.code == .notFound, !files.mustExist { continue }
                throw KubernetesError(.configuration, "cannot read kubeconfig \(error)", underlying: error)
            }
            configs.append(try Kubeconfig(try document(bytes, file: path), file: path))
        }
        return merged(configs)
    }

    /// - Throws: without the text of the file, which holds secrets.
    private static func document(_ bytes: [UInt8], file: String) throws(KubernetesError) -> Value {
        do {
            return try YAML.decode(bytes, file: file, rules: .helm)
        } catch {
            throw KubernetesError(
                .configuration, "kubeconfig \(file):\(error.line):\(error.column): \(error.message)")
        }
    }
}

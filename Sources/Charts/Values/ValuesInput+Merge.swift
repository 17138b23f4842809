public import Value

extension ValuesInput {
    /// The merged values; the files that `--set-file` names are read from the disk.
    public func merged() throws(ChartError) -> Object { try merged { try FileTree.read($0) } }

    /// - Parameter readFile: reads the files that `--set-file` names.
    public func merged(readFile: @escaping (String) throws -> [UInt8]) throws(ChartError) -> Object {
        var values = Object()
        for file in files {
            do {
                values = ValuesText.merge(values, try ValuesText.parse(file.bytes, name: file.name))
            } catch {
                throw ChartError(
                    code: .badValues, message: "failed to parse \(file.name): \(error.message)", path: file.name,
                    underlying: error)
            }
        }
        for text in setJSON { try Self.apply(json: text, to: &values) }
        for text in set { try Self.apply(text, "--set", to: &values, mode: .typed) }
        for text in setString { try Self.apply(text, "--set-string", to: &values, mode: .string) }
        for text in setFile {
            try Self.apply(
                text, "--set-file", to: &values,
                mode: .file { path throws(ChartError) in
                    do { return String(decoding: try readFile(path), as: UTF8.self) } catch let error as ChartError {
                        throw error
                    } catch {
                        throw ChartError(
                            code: .badValues, message: "cannot read \(path): \(error)", path: path, underlying: error)
                    }
                })
        }
        for text in setLiteral { try Self.apply(text, "--set-literal", to: &values, mode: .literal) }
        return values
    }

    /// Reads `-f` files from the disk, `-` being standard input that the caller read.
    public static func files(
        at paths: [String], standardInput: () throws(ChartError) -> [UInt8]
    ) throws(ChartError) -> [File] {
        var files: [File] = []
        for path in paths {
            let bytes = path.trimmingSpace() == "-" ? try standardInput() : try FileTree.read(path)
            files.append(File(name: path, bytes: bytes))
        }
        return files
    }

    private static func apply(
        _ text: String, _ flag: String, to values: inout Object, mode: SetFlag.Mode
    ) throws(ChartError) {
        do {
            try SetFlag.apply(text, to: &values, mode: mode)
        } catch {
            // The text may hold a secret; the reason names keys alone.
            throw ChartError(
                code: .badValues, message: "failed parsing \(flag) data: \(error.message)", underlying: error)
        }
    }

    private static func apply(json text: String, to values: inout Object) throws(ChartError) {
        let trimmed = text.trimmingSpace()
        guard trimmed.hasPrefix("{") else { return try apply(text, "--set-json", to: &values, mode: .json) }
        let value: Value
        do {
            value = try Value(jsonText: trimmed)
        } catch {
            throw ChartError(
                code: .badValues, message: "failed parsing --set-json data: \(error)", underlying: error)
        }
        guard case .object(let members) = value else {
            throw ChartError(code: .badValues, message: "failed parsing --set-json data: not an object")
        }
        do throws(ChartError) { try ValuesText.requireFloats(value) } catch {
            throw ChartError(
                code: .badValues, message: "failed parsing --set-json data: \(error.message)", underlying: error)
        }
        values = ValuesText.merge(values, ValuesText.asFloats(members))
    }
}

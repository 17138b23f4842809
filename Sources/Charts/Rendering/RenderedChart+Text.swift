import Value

extension RenderedChart {
    /// The release's manifest as Helm stores it.
    public var manifestText: String { postRenderedText ?? documents.map(Self.stored).joined() }

    /// The hooks, tests included, as `helm template` prints them.
    public var hookText: String { hooks.map(Self.text).joined() }

    private static func text(_ hook: Hook) -> String { "---\n# Source: \(hook.path)\n\(hook.text)\n" }

    /// The manifest with the documents of `crds/` before it, as `--include-crds` stores it.
    func manifestText(includesCRDs: Bool) -> String {
        (includesCRDs ? crdFiles.map { "---\n# Source: \($0.path)\n\($0.text)\n" }.joined() : "") + manifestText
    }

    private static func stored(_ document: RenderedManifest) -> String {
        "---\n# Source: \(document.sourcePath)\n\(document.text)\n"
    }

    /// What `helm template` prints, to the byte.
    ///
    /// Throws when `showOnly` names a template that gave nothing.
    public func templateOutput(_ options: TemplateOutputOptions = TemplateOutputOptions()) throws(RenderError) -> String
    {
        var output = manifestText(includesCRDs: options.includesCRDs).trimmingSpace() + "\n"
        if !options.leavesOutHooks {
            for hook in hooks where !(options.skipsTests && hook.isTest) {
                output += Self.text(hook)
            }
        }
        if options.showOnly.isEmpty { return output }
        return try Self.selection(of: output, options.showOnly)
    }

    /// The files that `helm template --output-dir` writes, in the order of its "wrote" lines: a template that gave
    /// several documents comes several times.
    public func outputFiles(_ options: TemplateOutputOptions = TemplateOutputOptions()) -> [OutputFile] {
        var files: [OutputFile] = []
        if options.includesCRDs { files = crdFiles.map { OutputFile($0.path, $0.text, isCRD: true) } }
        files += documents.map { OutputFile($0.sourcePath, $0.text) }
        if !options.leavesOutHooks {
            for hook in hooks where !(options.skipsTests && hook.isTest) {
                files.append(OutputFile(hook.path, hook.text))
            }
        }
        return files
    }

    private static func selection(of output: String, _ patterns: [String]) throws(RenderError) -> String {
        let documents = ManifestSplitter.split(output).map { (text: $0, path: sourcePath(of: $0)) }
        var selected = ""
        for pattern in patterns {
            // A pattern that Go cannot read matches nothing, as in Helm.
            let matcher = try? PathPattern(pattern)
            let found = documents.filter { document in
                document.path.map { matcher?.matches($0) ?? false } ?? false
            }
            guard !found.isEmpty else {
                throw RenderError(
                    code: .badValues, reason: "could not find template \(pattern) in chart", path: pattern)
            }
            for document in found { selected += "---\n\(document.text)\n" }
        }
        return selected
    }

    /// The path below the chart's folder in the first `# Source:` line.
    private static func sourcePath(of document: String) -> String? {
        for line in document.split(separator: "\n") {
            guard let range = line.firstRange(of: "# Source: ") else { continue }
            let path = line[range.upperBound...]
            guard let slash = path.firstIndex(of: "/"), slash != path.startIndex else { continue }
            let inner = path[path.index(after: slash)...]
            if !inner.isEmpty { return String(inner) }
        }
        return nil
    }
}

/// The flags of `helm template` that choose among what was rendered.
public struct TemplateOutputOptions: Sendable, Hashable {
    /// `--include-crds`.
    public var includesCRDs = false
    /// `--no-hooks`.
    public var leavesOutHooks = false
    /// `--skip-tests`.
    public var skipsTests = false
    /// `--show-only`: file patterns below the chart's folder, in the order to print.
    public var showOnly: [String] = []

    public init() {}
}

/// A document for a file of its own.
public struct OutputFile: Sendable, Hashable {
    /// As `chart/templates/file.yaml`.
    public var path: String
    /// With the line that names its source.
    public var text: String
    /// Helm leaves these out of `--release-name`'s folder.
    public var isCRD: Bool

    init(_ path: String, _ text: String, isCRD: Bool = false) {
        self.path = path
        self.text = "---\n# Source: \(path)\n\(text)\n"
        self.isCRD = isCRD
    }
}

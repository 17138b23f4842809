import ArgumentParser
import Charts
import Files
import Reports

/// Which of what was rendered is printed, and where to.
struct TemplateSelectionOptions: ParsableArguments {
    @Flag(help: "Print the chart's crds/ too.")
    var includeCrds = false

    @Flag(help: "As Helm, it changes nothing here: crds/ is printed only with --include-crds.")
    var skipCrds = false

    @Option(
        name: [.customShort("s"), .long],
        help: ArgumentHelp("Only manifests of this template; repeatable.", valueName: "path"))
    var showOnly: [String] = []

    @Flag(help: "Leave hooks out.")
    var noHooks = false

    @Flag(help: "Leave tests out.")
    var skipTests = false

    @Option(
        help: ArgumentHelp("Write files below this folder instead of printing.", valueName: "dir"),
        completion: .directory)
    var outputDir: String?

    @Flag(help: "Put the files of --output-dir into a folder of the release's name.")
    var releaseName = false

    func validate() throws {
        guard outputDir == nil || showOnly.isEmpty else {
            throw ValidationError("--show-only chooses what is printed; with --output-dir nothing is")
        }
    }

    private var options: TemplateOutputOptions {
        var options = TemplateOutputOptions()
        options.includesCRDs = includeCrds
        options.showOnly = showOnly
        options.leavesOutHooks = noHooks
        options.skipsTests = skipTests
        return options
    }

    func write(_ rendered: RenderedChart, release: String, _ context: CommandContext) throws {
        guard let outputDir, !outputDir.isEmpty else {
            context.standardOutput.write(try rendered.templateOutput(options))
            return
        }
        let writer = try FolderWriter(context.absolute(outputDir))
        var texts: [String: String] = [:]
        var lines = ""
        for file in rendered.outputFiles(options) {
            let path = releaseName && !file.isCRD ? "\(release)/\(file.path)" : file.path
            texts[path, default: ""] += file.text
            // Each file is whole after each of its documents, and Helm says so each time.
            try writer.write(Array((texts[path] ?? "").utf8), to: path)
            lines += "wrote \(outputDir)/\(path)\n"
        }
        context.standardOutput.write(plainText(lines) + "\n")
    }
}

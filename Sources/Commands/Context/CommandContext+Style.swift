import Reports

extension CommandContext {
    /// How text on standard output may look.
    func style(_ options: OutputOptions) -> TextStyle {
        TextStyle(width: terminal.size().columns, hasColor: terminal.hasColor && !options.noColor)
    }

    /// How wide tables on standard output may be; nil where no person reads them, but a program or a file, which take whole
    /// cells.
    var tableWidth: Int? { terminal.isOutput ? terminal.size().columns : nil }
}

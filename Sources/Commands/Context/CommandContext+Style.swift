import Reports

extension CommandContext {
    /// How text on standard output may look.
    func style(_ options: OutputOptions) -> TextStyle {
        TextStyle(width: terminal.size().columns, hasColor: terminal.hasColor && !options.noColor)
    }
}

import Charts

extension ReleaseOptions {
    /// How the chart is rendered.
    var rendering: RenderOptions {
        var options = RenderOptions()
        options.includesSubchartNotes = includesSubchartNotes
        options.skipsSchema = skipsSchema
        options.asksDNS = asksDNS
        return options
    }
}

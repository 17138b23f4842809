{{- define "label" -}}
app: {{ .Values.name }}
{{- end }}
{{ define "shadowed" }}outer{{ end }}
{{- define "counted" -}}{{ range $i := until . }}{{ if eq $i 3 }}{{ break }}{{ end }}{{ $i }}{{ end }}{{- end }}

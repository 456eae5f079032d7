# Runs Shoal from its sources on Windows: builds on first use and when a source is newer than the last build. Needs the .NET SDK.
$ErrorActionPreference = 'Stop'
$built = Join-Path $PSScriptRoot 'artifacts/shoal'
$stamp = Join-Path $built '.built'

function Test-Fresh {
    if (-not (Test-Path $stamp)) { return $false }
    $when = (Get-Item $stamp).LastWriteTimeUtc
    $sources = @(Get-ChildItem (Join-Path $PSScriptRoot 'src') -Recurse -File) + @(Get-Item (Join-Path $PSScriptRoot 'Directory.*.props'))
    return -not ($sources | Where-Object { $_.LastWriteTimeUtc -gt $when } | Select-Object -First 1)
}

if (-not (Test-Fresh)) {
    if (-not (Get-Command dotnet -ErrorAction SilentlyContinue)) {
        [Console]::Error.WriteLine('shoal: the .NET SDK is not installed; install version 10 (https://dot.net) and run this again.')
        exit 1
    }
    $began = Get-Date
    $common = @('publish', (Join-Path $PSScriptRoot 'src/Shoal'), '-c', 'Release', '-o', $built, '--nologo', '-v', 'quiet', '-clp:ErrorsOnly', '-p:RunAnalyzers=false', '-nodeReuse:false')
    $log = & dotnet @common -p:PublishFor=win-x64 -p:PublishReadyToRun=true 2>&1
    if ($LASTEXITCODE -ne 0) { $log = & dotnet @common 2>&1 }
    if ($LASTEXITCODE -ne 0) { $log | ForEach-Object { [Console]::Error.WriteLine($_) }; exit 1 }
    Set-Content $stamp ''
    (Get-Item $stamp).LastWriteTime = $began
}

& (Join-Path $built 'shoal.exe') @args
exit $LASTEXITCODE

@echo off
powershell -NoProfile -ExecutionPolicy Bypass -File "%~dp0shoal.ps1" %*
exit /b %ERRORLEVEL%
